#include "detectors/images/picture_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "detectors/images/byte_order.h"
#include "detectors/images/jpeg_picture.h"
#include "detectors/images/png_chunks.h"

namespace labelwatch {
namespace {

constexpr int kSide = 256;
constexpr int kColour = 6;  // of 128: chroma below it is noise of the encoder

using Histogram = std::array<std::uint32_t, 256>;

cv::Mat AtMostSide(const cv::Mat& picture) {
  const int longer = std::max(picture.cols, picture.rows);
  if (longer <= kSide) return picture;
  const double scale = static_cast<double>(kSide) / longer;
  cv::Mat small;
  cv::resize(picture, small, {std::max(1, cvRound(picture.cols * scale)), std::max(1, cvRound(picture.rows * scale))},
             0, 0, cv::INTER_AREA);
  return small;
}

// What a WebP file says its length is (RFC 9649).
std::uint64_t WebpSize(std::string_view bytes) { return std::uint64_t{LittleEndian<4>(bytes, 4)} + 8; }

// Luma and chromas, or luma alone, at any size.
tl::expected<cv::Mat, ImageOutcome> Decode(std::string_view bytes, const PictureHeader& header) {
  if (header.format == PictureFormat::kJpeg) {
    auto picture = DecodeJpeg(bytes, kSide);
    if (!picture || !picture->empty()) return picture;
  }
  if (header.format == PictureFormat::kPng) {
    if (const auto defect = PngDefect(bytes)) return tl::unexpected(*defect);
  }
  if (header.format == PictureFormat::kGif) return tl::unexpected(ImageOutcome::kUnsupported);
  const bool cut_off = header.format == PictureFormat::kWebp && WebpSize(bytes) > bytes.size();
  if (cut_off) return tl::unexpected(ImageOutcome::kTruncated);
  // imdecode reads only; its interface wants a Mat all the same.
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
  const cv::Mat picture = cv::imdecode(encoded, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  if (picture.empty()) return tl::unexpected(ImageOutcome::kCorrupt);
  cv::Mat turned;
  cv::cvtColor(AtMostSide(picture), turned, cv::COLOR_BGR2YCrCb);
  return turned;
}

bool IsGrey(const cv::Mat& picture) {
  if (picture.channels() == 1) return true;
  std::size_t coloured = 0;
  for (int y = 0; y < picture.rows; ++y) {
    const auto* row = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < picture.cols; ++x) {
      if (std::max(std::abs(row[x][1] - 128), std::abs(row[x][2] - 128)) > kColour) ++coloured;
    }
  }
  return coloured * 100 <= picture.total();
}

// The level that a share of the pixels does not exceed, 0..1.
double Percentile(const Histogram& histogram, double share, std::size_t pixels) {
  double left = share * static_cast<double>(pixels);
  for (std::size_t level = 0; level < histogram.size(); ++level) {
    left -= histogram[level];
    if (left <= 0) return static_cast<double>(level) / 255;
  }
  return 1;
}

double Entropy(const Histogram& histogram, std::size_t pixels) {
  double bits = 0;
  for (const std::uint32_t count : histogram) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(pixels);
    bits -= share * std::log2(share);
  }
  return bits;
}

// Along one direction; `step` is (1, 0) or (0, 1).
double BlurAlong(const cv::Mat& luma, cv::Point step) {
  const int columns = luma.cols - step.x, rows = luma.rows - step.y;
  if (columns < 1 || rows < 1) return 0;
  constexpr int kSmoothing = 9;  // pixels, as in the paper
  cv::Mat smooth, differences, smooth_differences, lost;
  cv::blur(luma, smooth, step.x == 1 ? cv::Size(kSmoothing, 1) : cv::Size(1, kSmoothing));
  const cv::Rect here(0, 0, columns, rows), next(step.x, step.y, columns, rows);
  cv::absdiff(luma(here), luma(next), differences);
  cv::absdiff(smooth(here), smooth(next), smooth_differences);
  cv::subtract(differences, smooth_differences, lost);  // saturates at 0
  const double all = cv::sum(differences)[0];
  return all > 0 ? 1 - cv::sum(lost)[0] / all : 0;
}

// The signs of the 64 lowest frequencies of a copy of 32 x 32 pixels against their median, without the mean.
std::uint64_t LookOf(const cv::Mat& luma) {
  cv::Mat small, wave;
  cv::resize(luma, small, {32, 32}, 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_32F);
  cv::dct(small, wave);
  std::array<float, 64> values;
  for (int i = 0; i < 64; ++i) values[static_cast<std::size_t>(i)] = wave.at<float>(i / 8, i % 8);
  values[0] = wave.at<float>(8, 0);
  std::array<float, 64> sorted = values;
  std::nth_element(sorted.begin(), sorted.begin() + 32, sorted.end());
  std::uint64_t look = 0;
  for (std::size_t i = 0; i < 64; ++i) look |= std::uint64_t{values[i] > sorted[32]} << i;
  return look;
}

void SetUpOnce() {
  // One thread per worker is the whole plan; and damage is counted, not printed.
  static const bool kDone = [] {
    cv::setNumThreads(1);
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return true;
  }();
  static_cast<void>(kDone);
}

}  // namespace

tl::expected<PictureMeasures, ImageOutcome> MeasurePicture(std::string_view bytes, std::uint64_t max_pixels) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return tl::unexpected(ImageOutcome::kTooLarge);
  }
  const auto header = ReadPictureHeader(bytes);
  if (!header) return tl::unexpected(header.error());
  if (header->Pixels() > max_pixels) return tl::unexpected(ImageOutcome::kTooManyPixels);
  SetUpOnce();
  try {
    const auto decoded = Decode(bytes, *header);
    if (!decoded) return tl::unexpected(decoded.error());
    const cv::Mat picture = AtMostSide(*decoded);
    cv::Mat luma;
    cv::extractChannel(picture, luma, 0);
    Histogram histogram{};
    for (int y = 0; y < luma.rows; ++y) {
      const std::uint8_t* row = luma.ptr<std::uint8_t>(y);
      for (int x = 0; x < luma.cols; ++x) ++histogram[row[x]];
    }
    const std::size_t pixels = luma.total();
    PictureMeasures measures;
    measures.header = *header;
    measures.bright_end = Percentile(histogram, 0.99, pixels);
    measures.dark_end = Percentile(histogram, 0.05, pixels);
    measures.contrast = Percentile(histogram, 0.95, pixels) - measures.dark_end;
    measures.entropy = Entropy(histogram, pixels);
    measures.blur = std::max(BlurAlong(luma, {1, 0}), BlurAlong(luma, {0, 1}));
    measures.grey = IsGrey(picture);
    measures.look = LookOf(luma);
    return measures;
  } catch (const cv::Exception&) {
    return tl::unexpected(ImageOutcome::kCorrupt);
  } catch (const std::bad_alloc&) {
    return tl::unexpected(ImageOutcome::kTooManyPixels);
  }
}

}  // namespace labelwatch
