#include "consumers/backtest/count_source.h"

#include "consumers/backtest/count_rows.h"
#include "consumers/backtest/recorded_tallies.h"

namespace labelwatch {
namespace {

class RowSource : public CountSource {
 public:
  explicit RowSource(std::unique_ptr<CountRows> rows) : rows_(std::move(rows)) {}

  Result<bool> Next(Backtest& backtest) override {
    auto more = rows_->Next(row_);
    if (more && *more) backtest.Add(row_);
    return more;
  }
  std::string Piece() const override { return "row"; }
  std::uint64_t Read() const override { return rows_->Read(); }
  const labelwatch::Problems& Problems() const override { return rows_->Problems(); }

 private:
  std::unique_ptr<CountRows> rows_;
  CountRow row_;
};

// The first tally tells how all are to be taken, so it is read ahead.
class TallySource : public CountSource {
 public:
  static Result<std::unique_ptr<CountSource>> Start(std::unique_ptr<ByteSource> file, RecordedForm form) {
    auto source = std::make_unique<TallySource>(std::move(file), form);
    if (auto read = source->ReadAhead(); !read) return tl::unexpected(read.error());
    if (!source->more_) return BadInput("holds no tally that can be used");
    source->frames_in_order_ = source->next_.frames_in_order;
    return source;
  }
  TallySource(std::unique_ptr<ByteSource> file, RecordedForm form) : tallies_(std::move(file), form) {}

  Result<bool> Next(Backtest& backtest) override {
    if (!more_) return false;
    backtest.Add(next_);
    if (auto read = ReadAhead(); !read) return tl::unexpected(read.error());
    return true;
  }
  std::string Piece() const override { return "message"; }
  std::uint64_t Read() const override { return tallies_.Read(); }
  const labelwatch::Problems& Problems() const override { return tallies_.Problems(); }
  std::int64_t FramesInOrder() const override { return frames_in_order_; }

 private:
  Result<void> ReadAhead() {
    const auto more = tallies_.Next(next_);
    if (!more) return tl::unexpected(more.error());
    more_ = *more;
    return {};
  }

  RecordedTallies tallies_;
  Tally next_;
  bool more_ = false;
  std::int64_t frames_in_order_ = 0;
};

}  // namespace

Result<std::unique_ptr<CountSource>> OpenCounts(const std::string& path) {
  auto file = ByteSource::Open(path);
  if (!file) return tl::unexpected(file.error());
  if (const auto form = TalliesIn(**file)) {
    auto source = TallySource::Start(std::move(*file), *form);
    if (!source) return BadInput(path + ": " + source.error().message);
    return source;
  }
  auto rows = CountRows::Open(std::move(*file));
  if (!rows) return tl::unexpected(rows.error());
  return std::make_unique<RowSource>(std::move(*rows));
}

}  // namespace labelwatch
