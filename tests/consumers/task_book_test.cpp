// What is known of requests in a labeling tool.

#include "consumers/labeling/task_book.h"

#include <gmock/gmock.h>

namespace labelwatch {
namespace {

TaskEntry Entry(const std::string& request, const std::string& frame, std::uint64_t task) {
  TaskEntry entry;
  entry.request_id = request;
  entry.frame_id = frame;
  entry.label_revision = 3;
  entry.digest = MessageDigest(request);
  entry.place = "http://host/projects/1";
  entry.partition = 2;
  entry.state = TaskState::kOpen;
  entry.task = task;
  entry.announced_at_ms = 1764412345678;
  entry.corrected_revision = 18446744073709551615u;
  entry.withdrawn_by = 5;
  entry.repeat = true;
  entry.decided = {{"1", Decision::kRejected}, {"2", Decision::kCorrected}};
  entry.told = {{7, "2026-11-29T16:16:26.366095Z"}};
  return entry;
}

TEST(TaskBookTest, AnEntryIsReadAsItWasWritten) {
  const TaskEntry entry = Entry("ab\n\"<", "day/\u00e9.jpg", 42);
  const auto read = DecodeTaskEntry(EncodeTaskEntry(entry));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(EncodeTaskEntry(*read), EncodeTaskEntry(entry));
  EXPECT_EQ(read->told, entry.told);
  EXPECT_EQ(read->corrected_revision, entry.corrected_revision);
  EXPECT_EQ(read->withdrawn_by, 5u);
  EXPECT_TRUE(read->repeat);
  EXPECT_EQ(read->decided, entry.decided);
}

TEST(TaskBookTest, ForgetsWhatIsDoneWhereNobodyIsAskedAboutTheFrame) {
  TaskBook book;
  const auto put = [&](const char* request, const char* frame, std::uint64_t task, TaskState state, bool told) {
    TaskEntry entry = Entry(request, frame, task);
    entry.state = state;
    if (!told) entry.told.clear();
    book.Put(entry);
  };
  put("closed", "a", 0, TaskState::kClosed, false);
  put("reviewed", "a", 2, TaskState::kOpen, true);
  put("kept", "b", 3, TaskState::kKept, true);
  put("still asked", "b", 4, TaskState::kOpen, false);
  put("announced", "c", 0, TaskState::kAnnounced, false);
  const std::int64_t then = Entry("", "", 0).announced_at_ms;
  EXPECT_TRUE(book.DoneSince(then - 1).empty());
  EXPECT_EQ(book.DoneSince(then), (std::vector<std::string>{"closed", "reviewed"}));
  book.Forget("reviewed");
  book.Forget("reviewed");
  EXPECT_EQ(book.Size(), 4u);
  EXPECT_EQ(book.Find("reviewed"), nullptr);
  EXPECT_EQ(book.OfTask(2, Entry("", "", 0).place), nullptr);
  EXPECT_EQ(book.Of("a").size(), 1u);
}

TEST(TaskBookTest, KnowsTheNewestLabelsOfAFrame) {
  TaskBook book;
  EXPECT_EQ(book.NewestRevision("f"), 0u);
  TaskEntry entry = Entry("a", "f", 1);
  entry.withdrawn_by = 0;
  entry.state = TaskState::kClosed;
  book.Put(entry);
  EXPECT_EQ(book.NewestRevision("f"), 3u);
  entry.withdrawn_by = 5;
  book.Put(entry);
  book.Put(Entry("b", "other", 2));
  EXPECT_EQ(book.NewestRevision("f"), 5u);
}

TEST(TaskBookTest, KnowsWhatHasBeenOpenForLong) {
  TaskBook book;
  TaskEntry entry = Entry("b", "f", 1);
  book.Put(entry);
  entry.request_id = "a";
  book.Put(entry);
  entry.request_id = "later";
  entry.announced_at_ms += 1;
  book.Put(entry);
  entry.announced_at_ms = 0;  // nobody knows
  entry.request_id = "unknown";
  book.Put(entry);
  entry = Entry("closed", "f", 2);
  entry.state = TaskState::kClosed;
  book.Put(entry);
  entry = Entry("elsewhere", "f", 3);
  entry.place = "http://other/projects/1";
  book.Put(entry);
  EXPECT_EQ(book.OpenSince(Entry("", "", 0).announced_at_ms, Entry("", "", 0).place),
            (std::vector<std::string>{"a", "b"}));
}

TEST(TaskBookTest, DamagedEntriesAreRefused) {
  const std::string whole = EncodeTaskEntry(Entry("ab", "a.jpg", 42));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(DecodeTaskEntry(whole.substr(0, size))) << size;
  EXPECT_FALSE(DecodeTaskEntry(R"({"request_id":"a","frame_id":"b","state":"gone"})"));
  EXPECT_FALSE(DecodeTaskEntry(R"({"frame_id":"b","state":"open"})"));
}

TEST(TaskBookTest, EntriesAreFoundByRequestTaskAndFrame) {
  TaskBook book;
  book.Put(Entry("one", "a.jpg", 1));
  book.Put(Entry("two", "a.jpg", 2));
  TaskEntry closed = Entry("one", "a.jpg", 1);
  closed.state = TaskState::kClosed;
  book.Put(closed);
  EXPECT_EQ(book.Size(), 2u);
  EXPECT_EQ(book.Open(), 1u);
  EXPECT_EQ(book.OfTask(2, "http://host/projects/1"), book.Find("two"));
  EXPECT_EQ(book.OfTask(2, "http://host/projects/2"), nullptr) << "another project counts by itself";
  EXPECT_THAT(book.OpenOf("a.jpg"), testing::ElementsAre(book.Find("two")));
  EXPECT_TRUE(book.OpenOf("b.jpg").empty());
}

TEST(TaskBookTest, AnEntryStaysSmall) {
  TaskBook book;
  TaskEntry entry = Entry("one", "a.jpg", 1);
  for (std::uint64_t i = 0; i < 1000; ++i) entry.told[i] = "version";
  EXPECT_EQ(book.Put(entry).told.size(), TaskEntry::kMostTold);
}

}  // namespace
}  // namespace labelwatch
