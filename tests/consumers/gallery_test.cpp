// What a gallery keeps, and what its pages answer.

#include "consumers/report/gallery.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "consumers/report/flagged_page.h"
#include "consumers/report/gallery_pages.h"
#include "consumers/report/gallery_pictures.h"
#include "tests/metrics/ask.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

KeptFrame Frame(const std::string& id, double score, std::size_t bytes = 100) {
  KeptFrame frame;
  frame.key = "aa" + std::to_string(std::hash<std::string>()(id));
  frame.score = score;
  frame.frame_id = id;
  frame.image_uri = id + ".jpg";
  frame.shown.json = "{\"id\":\"" + id + "\",\"pad\":\"" + std::string(bytes, ' ') + "\"}";
  ShownFinding finding;
  finding.record.id = "finding of " + id;
  finding.record.frame_id = id;
  finding.record.score = score;
  finding.json = "{\"line\":{\"frame_id\":\"" + id + "\"}}";
  frame.shown.findings.push_back(finding);
  return frame;
}

std::vector<std::string> IdsIn(const Gallery& gallery) {
  std::vector<std::string> ids;
  for (const SharedFrame& frame : gallery.Now()->frames) ids.push_back(frame->frame_id);
  return ids;
}

TEST(GalleryTest, KeepsTheNewestAndOfTheOthersTheWorst) {
  Gallery gallery({.frames = 4, .bytes = 1 << 20});
  gallery.Add(Frame("bad", 9));
  gallery.Add(Frame("mild", 1));
  gallery.Add(Frame("worse", 5));
  for (const char* id : {"new1", "new2"}) gallery.Add(Frame(id, 0));
  EXPECT_THAT(IdsIn(gallery), testing::ElementsAre("bad", "worse", "new1", "new2"));
  EXPECT_EQ(gallery.Fill().dropped, 1U) << "mild";
  EXPECT_EQ(gallery.WithId("mild"), nullptr);
  EXPECT_NE(gallery.WithId("bad"), nullptr);
}

TEST(GalleryTest, AFrameThatIsJudgedAgainTakesThePlaceOfItself) {
  Gallery gallery({.frames = 4, .bytes = 1 << 20});
  for (const double score : {3.0, 2.0, 1.0}) gallery.Add(Frame("a", score));
  ASSERT_EQ(IdsIn(gallery).size(), 1U);
  EXPECT_EQ(gallery.Now()->frames[0]->score, 1);
  EXPECT_EQ(gallery.Fill().dropped, 0U);
}

TEST(GalleryTest, BytesAreBoundedAsFramesAre) {
  Gallery gallery({.frames = 1000, .bytes = 40'000});
  for (int i = 0; i < 100; ++i) gallery.Add(Frame("f" + std::to_string(i), i, 3000));
  EXPECT_LE(gallery.Fill().bytes, 40'000U);
  EXPECT_GT(gallery.Fill().frames, 4U);
  EXPECT_EQ(gallery.Fill().frames + gallery.Fill().dropped, 100U);
  gallery.Add(Frame("huge", 1000, 30'000));
  EXPECT_EQ(gallery.WithId("huge"), nullptr);
}

TEST(GalleryTest, WhatIsDecidedIsSoAlsoWhenItsFrameComesLater) {
  Gallery gallery({});
  gallery.Decide("finding of a", true);
  gallery.Add(Frame("a", 1));
  EXPECT_TRUE(gallery.Now()->decided[0][0]);
  gallery.Decide("finding of a", false);
  EXPECT_FALSE(gallery.Now()->decided[0][0]);
}

// A frame that somebody is asked to look over.
KeptFrame Asked(const std::string& id, const std::string& request, std::uint64_t revision = 1) {
  KeptFrame frame = Frame(id, 0.4);
  frame.label_revision = revision;
  frame.shown.findings[0].question = true;
  frame.shown.findings[0].record.id = request;
  return frame;
}

TEST(GalleryTest, WhatIsAskedIsNotCrowdedOutByFindingsAndDoesNotCrowdThemOut) {
  Gallery gallery({.frames = 8, .bytes = 1 << 20});
  for (int i = 0; i < 5; ++i) gallery.Add(Asked("asked" + std::to_string(i), "r" + std::to_string(i)));
  for (int i = 0; i < 100; ++i) gallery.Add(Frame("found" + std::to_string(i), 9));
  EXPECT_THAT(IdsIn(gallery), testing::IsSupersetOf({"asked3", "asked4"})) << "a quarter, the newest";
  EXPECT_EQ(IdsIn(gallery).size(), 8U);
  EXPECT_EQ(gallery.Fill().frames + gallery.Fill().dropped, 105U);
}

TEST(GalleryTest, AQuestionLeavesOnceItIsDecidedAndComesBackWithUndo) {
  Gallery gallery({});
  gallery.Add(Asked("a", "r"));
  EXPECT_FALSE(gallery.Now()->decided[0][0]);
  gallery.Decide("r", true);
  EXPECT_TRUE(gallery.Now()->decided[0][0]);
  gallery.Decide("r", false);
  EXPECT_FALSE(gallery.Now()->decided[0][0]);
}

TEST(GalleryTest, AQuestionThatIsAskedNoMoreLeaves) {
  Gallery gallery({});
  gallery.Add(Asked("a", "r"));
  gallery.Supersede("a", "r");
  EXPECT_EQ(IdsIn(gallery).size(), 1U) << "it is the one that is asked";
  gallery.Supersede("a", "later");
  EXPECT_TRUE(IdsIn(gallery).empty());
  gallery.Add(Asked("a", "r"));
  gallery.Withdraw("a", 2);
  EXPECT_TRUE(IdsIn(gallery).empty()) << "newer labels came";
  gallery.Add(Frame("b", 3));
  gallery.Supersede("b", "later");
  EXPECT_EQ(IdsIn(gallery).size(), 1U) << "findings stay until they are decided";
}

TEST(GalleryTest, AFrameWithFindingsIsNotReplacedByAQuestionAboutItsLabels) {
  Gallery gallery({});
  KeptFrame found = Frame("a", 3);
  found.label_revision = 2;
  gallery.Add(found);
  for (const std::uint64_t revision : {1, 2}) {
    gallery.Add(Asked("a", "r", revision));
    EXPECT_FALSE(gallery.WithId("a")->Asked()) << revision;
  }
  gallery.Add(Asked("a", "r", 3));
  EXPECT_TRUE(gallery.WithId("a")->Asked()) << "nothing is found in the newer ones";
  gallery.Add(found);
  EXPECT_FALSE(gallery.WithId("a")->Asked());
}

TEST(GalleryPicturesTest, OnlyPicturesAreShownAndOnlyFromWhereTheyMayBeFetched) {
  EXPECT_EQ(PictureType("\xff\xd8\xff\xe0"), "image/jpeg");
  EXPECT_EQ(PictureType("RIFF....WEBPVP8 "), "image/webp");
  EXPECT_EQ(PictureType("<svg xmlns='http://www.w3.org/2000/svg'>"), "");
  EXPECT_EQ(PictureType(""), "");
  std::string folder = (std::filesystem::temp_directory_path() / "labelwatch-gallery-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::ofstream(folder + "/a.jpg") << "\xff\xd8\xff\xe0 and more";
  std::ofstream(folder + "/page.jpg") << "<html><script>alert(1)</script>";
  GalleryPictures pictures({.fetch = true, .root = folder});
  EXPECT_TRUE(pictures.AnyShown());
  const Answer shown = pictures.Show("a.jpg");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.type, "image/jpeg");
  EXPECT_THAT(shown.security_policy, HasSubstr("sandbox"));
  EXPECT_EQ(pictures.Show("page.jpg").status, 415);
  EXPECT_EQ(pictures.Show("none.jpg").status, 404);
  EXPECT_EQ(pictures.Show("../../etc/passwd").status, 403);
  EXPECT_EQ(pictures.Show("http://127.0.0.1:1/a.jpg").status, 403) << "no host is allowed";
  EXPECT_EQ(pictures.Show("ftp://host/a.jpg").status, 403);
  EXPECT_EQ(pictures.Show("").status, 404);
  EXPECT_EQ(GalleryPictures({.fetch = false, .root = folder}).Show("a.jpg").status, 403);
  std::filesystem::remove_all(folder);
}

class GalleryPagesTest : public testing::Test {
 protected:
  void Start(Access access) {
    auto pages = GalleryPages(gallery_, {.access = std::move(access),
                                         .images = {},
                                         .metrics = &metrics_,
                                         .names = &names_,
                                         .rates = &rates_,
                                         .take_verdicts = [this](const std::vector<Verdict>& verdicts) -> Result<void> {
                                           if (!broker_) return Unavailable("no broker");
                                           for (const Verdict& one : verdicts) {
                                             taken_.push_back(one);
                                             gallery_.Decide(one.Subject(), SaysError(one.decision).has_value());
                                           }
                                           return {};
                                         }});
    auto started = HttpServer::Start({.address = "127.0.0.1:0"}, std::move(pages));
    ASSERT_TRUE(started) << started.error().message;
    server_ = std::move(*started);
  }
  std::string Get(const std::string& path, const std::string& headers = {}) {
    return Ask(server_->Port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }
  std::string Post(const std::string& body, const std::string& headers = {},
                   const std::string& type = "application/x-ndjson") {
    return Ask(server_->Port(), "POST /review/verdicts HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
                                    body);
  }

  Names names_;
  Metrics metrics_{names_};
  RatesView rates_;
  Gallery gallery_{{}};
  std::vector<Verdict> taken_;
  bool broker_ = true;
  std::unique_ptr<HttpServer> server_;
};

constexpr char kRejected[] = R"({"finding_id":"finding of a","verdict":"rejected","frame_id":"a","kind":"missing"})";

TEST_F(GalleryPagesTest, ShowsWhatIsKept) {
  gallery_.Add(Frame("a", 2));
  Start({.loopback = true});
  EXPECT_THAT(Get("/review"), HasSubstr("Location: /review/\r\n"));
  const std::string page = Get("/review/");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'"));
  EXPECT_THAT(Get("/review/page.js"), HasSubstr("text/javascript"));
  EXPECT_THAT(Get("/review/page.css"), HasSubstr("text/css"));
  const std::string data = Get("/review/data.js"), key = gallery_.WithId("a")->key;
  EXPECT_THAT(data, HasSubstr("\"keys\":[\"" + key + "\"]"));
  EXPECT_THAT(data, HasSubstr("\"saves\":true"));
  EXPECT_THAT(Get("/review/data/frame-" + key + ".js"), HasSubstr("REPORT_PART('frame', '" + key + "', {"));
  EXPECT_THAT(Get("/review/data/frame-../x.js"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Get("/review/pictures/" + key), StartsWith("HTTP/1.1 403 ")) << "no pictures are allowed";
}

TEST_F(GalleryPagesTest, RatesAreShownByWhoFollowsThem) {
  Start({.loopback = true});
  EXPECT_THAT(Get("/review/data.js"), Not(HasSubstr("\"rates\":")));
  EXPECT_THAT(Get("/review/rates.html"), StartsWith("HTTP/1.1 404 "));
  rates_.Show(std::make_shared<const DrawnRates>(DrawnRates{"<article>drawn</article>", 2}));
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"rates\":{\"alarmed\":2}"));
  const std::string drawn = Get("/review/rates.html");
  EXPECT_THAT(drawn, EndsWith("<article>drawn</article>"));
  EXPECT_THAT(drawn, HasSubstr("Content-Security-Policy: default-src 'none'; script-src 'self'"))
      << "opened by itself it is a page like the others";
  rates_.Show(nullptr);
  EXPECT_THAT(Get("/review/rates.html"), StartsWith("HTTP/1.1 404 ")) << "another process follows them now";
}

TEST_F(GalleryPagesTest, AnExampleLeadsToItsFrame) {
  gallery_.Add(Frame("cam/7 ü.jpg", 2));
  Start({.loopback = true});
  EXPECT_THAT(Get("/frames/cam%2F7%20%C3%BC.jpg"),
              HasSubstr("Location: /review/#frame=" + gallery_.WithId("cam/7 ü.jpg")->key + "\r\n"));
  const std::string none = Get("/frames/<script>");
  EXPECT_THAT(none, StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(none, HasSubstr("does not keep a frame of this id"));
  EXPECT_THAT(none, Not(HasSubstr("<script>")));
}

TEST_F(GalleryPagesTest, VerdictsAreTakenAndWhatIsDecidedLeaves) {
  gallery_.Add(Frame("a", 2));
  Start({.loopback = true});
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"frame\":[0]"));
  EXPECT_THAT(Post(std::string(kRejected) + "\n"), EndsWith("{\"written\":\"1\"}\n"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("labelwatch_verdict_requests_total{outcome=\"written\"} 1"));
  ASSERT_EQ(taken_.size(), 1U);
  EXPECT_EQ(taken_[0].decision, Decision::kRejected);
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"frame\":[]"));
  EXPECT_THAT(Post(R"({"finding_id":"finding of a","frame_id":"a","verdict":"undecided"})"),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"frame\":[0]")) << "taken back";
}

TEST_F(GalleryPagesTest, AFrameToLookOverIsAskedAmongTheFindingsAndAnsweredWithOneLine) {
  FlaggedPage page({});
  const RelabelRequest audit = AuditRequest("b");
  gallery_.Add(page.Of(audit));
  gallery_.Add(Frame("likely", 1));
  gallery_.Add(Frame("unlikely", 0));
  Start({.loopback = true});
  const std::string data = Get("/review/data.js"), key = gallery_.WithId("b")->key;
  EXPECT_THAT(data, HasSubstr("\"ids\":[\"likely\",\"b\",\"unlikely\"]"));
  EXPECT_THAT(data, HasSubstr("\"frame\":[0,1,2]")) << "where a finding of 60 % stands";
  EXPECT_THAT(data, HasSubstr("\"audit\""));
  const std::string part = Get("/review/data/frame-" + key + ".js");
  EXPECT_THAT(part, HasSubstr("{\"line\":{\"request_id\":\"" + audit.id + "\",\"frame_id\":\"b\""));
  EXPECT_THAT(part, HasSubstr("\"class\":\"car\""));
  EXPECT_THAT(part, Not(HasSubstr("truck"))) << "what the model says would answer for the reviewer";
  const std::string line = "{\"request_id\":\"" + audit.id + "\",\"frame_id\":\"b\",\"verdict\":\"rejected\"}\n";
  EXPECT_THAT(Post(line), EndsWith("{\"written\":\"1\"}\n"));
  ASSERT_EQ(taken_.size(), 1U);
  EXPECT_EQ(taken_[0].request_id, audit.id);
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"frame\":[0,2]"));
  EXPECT_THAT(Post(R"({"request_id":"r","verdict":"rejected"})"), HasSubstr("line 1: "));
}

TEST(FlaggedPageTest, AFrameIsOfTheTimeInWhichRatesCountIt) {
  NameTable classes(10);
  LabeledFrame labels;
  labels.frame_id = "a";
  labels.labeled_at_ms = 1'700'000'000'000;
  FlaggedFrame flagged;
  flagged.id = "judged";
  flagged.frame_id = "a";
  CarryFrame({labels, {}}, classes, flagged);
  const auto read = DecodeFlaggedFrame(EncodeFlaggedFrame(flagged));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(FlaggedPage({}).Of(*read).labeled_at_ms, 1'700'000'000'000) << "else a rise leads to none of its findings";
}

TEST_F(GalleryPagesTest, IdsFromOutsideDoNotMoveThoseOfOthers) {
  KeptFrame odd = Frame("a", 2);
  for (const char* id :
       {"", "x", "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", "085ae90af589f5bc577736a62867d095"}) {
    odd.shown.findings.push_back(odd.shown.findings[0]);
    odd.shown.findings.back().record.id = id;
  }
  gallery_.Add(odd);
  Start({.loopback = true});
  const std::string data = Get("/review/data.js"), begin = "\"ids\":\"";
  const auto at = data.find(begin) + begin.size();
  const std::string ids = data.substr(at, data.find('"', at) - at);
  EXPECT_EQ(ids.size(), 5U * 12);
  EXPECT_THAT(ids, EndsWith("085ae90af589"));
}

TEST_F(GalleryPagesTest, WhatIsNotKeptIsNotDecided) {
  gallery_.Add(Frame("a", 2));
  Start({.loopback = true});
  broker_ = false;
  const std::string answer = Post(kRejected);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, EndsWith("{\"error\":\"no broker\"}\n"));
  EXPECT_THAT(Get("/review/data.js"), HasSubstr("\"frame\":[0]"));
}

TEST_F(GalleryPagesTest, WhatIsNoVerdictIsRefusedWhole) {
  Start({.loopback = true});
  EXPECT_THAT(Post(std::string(kRejected) + "\n{}\n"), HasSubstr("line 2: "));
  EXPECT_THAT(Post(R"({"finding_id":"f","verdict":"rejected"})"), HasSubstr("line 1: frame_id"));
  EXPECT_THAT(Post(""), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Post(std::string("\0\xff", 2)), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Post(kRejected, {}, "text/plain"), StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(Post(kRejected, "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403 "));
  std::string many;
  for (int i = 0; i < 1001; ++i) many += std::string(kRejected) + "\n";
  EXPECT_THAT(Post(many), HasSubstr("more than 1000 verdicts"));
  EXPECT_TRUE(taken_.empty());
}

TEST_F(GalleryPagesTest, FramesAreForThoseWhoKnowTheToken) {
  gallery_.Add(Frame("secret place", 2));
  Start({.token = "0123456789abcdef", .loopback = false});
  const std::string key = gallery_.WithId("secret place")->key;
  for (const std::string& path :
       {std::string("/review/"), std::string("/review/data.js"), std::string("/frames/x"),
        std::string("/review/rates.html"), "/review/data/frame-" + key + ".js", "/review/pictures/" + key}) {
    EXPECT_THAT(Get(path), StartsWith("HTTP/1.1 401 ")) << path;
    EXPECT_THAT(Get(path), Not(HasSubstr("secret place"))) << path;
    EXPECT_THAT(Get(path), Not(HasSubstr("0123456789abcdef"))) << path;
  }
  EXPECT_THAT(Post(kRejected), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(Get("/review/data.js", "Authorization: Basic YW5uOjAxMjM0NTY3ODlhYmNkZWY=\r\n"),
              HasSubstr("secret place"));
}

}  // namespace
}  // namespace labelwatch
