#include "detectors/images/jpeg_picture.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>

// These two want <cstdio> before them.
#include <jerror.h>
#include <jpeglib.h>

namespace labelwatch {
namespace {

// A progressive file may repeat its scans without end; real ones have about ten.
constexpr int kMostScans = 200;

struct JpegErrors {
  jpeg_error_mgr base;  // first: libjpeg knows only this
  std::jmp_buf back;
  bool truncated, corrupt;
};

JpegErrors& ErrorsOf(j_common_ptr jpeg) { return *reinterpret_cast<JpegErrors*>(jpeg->err); }

[[noreturn]] void GiveUp(j_common_ptr jpeg) {
  ErrorsOf(jpeg).corrupt = true;
  std::longjmp(ErrorsOf(jpeg).back, 1);
}

void Note(j_common_ptr jpeg, int level) {
  if (level >= 0) return;  // a trace, not a warning
  JpegErrors& errors = ErrorsOf(jpeg);
  switch (errors.base.msg_code) {
    case JWRN_JPEG_EOF:
      errors.truncated = true;
      break;
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      errors.corrupt = true;
      break;
    default:  // oddities of encoders that cost no pixel
      break;
  }
}

void Print(j_common_ptr) {}

void CountScans(j_common_ptr jpeg) {
  if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number > kMostScans) GiveUp(jpeg);
}

// The two functions below are left by longjmp: nothing in them has a destructor or changes.

// False: it cannot be read.
bool Start(jpeg_decompress_struct& jpeg, JpegErrors& errors, std::string_view bytes, int side) {
  if (setjmp(errors.back) != 0) return false;
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  const auto longer = std::max(jpeg.image_width, jpeg.image_height);
  jpeg.scale_num = 1;
  jpeg.scale_denom = 8;
  while (jpeg.scale_denom > 1 && longer / jpeg.scale_denom < static_cast<JDIMENSION>(side)) jpeg.scale_denom /= 2;
  jpeg.dct_method = JDCT_IFAST;
  jpeg.do_fancy_upsampling = FALSE;
  jpeg.out_color_space = jpeg.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_YCbCr;
  if (jpeg.jpeg_color_space == JCS_GRAYSCALE || jpeg.jpeg_color_space == JCS_YCbCr) jpeg_calc_output_dimensions(&jpeg);
  return true;
}

bool ReadRows(jpeg_decompress_struct& jpeg, JpegErrors& errors, jpeg_progress_mgr& progress, unsigned char* rows,
              std::size_t row_bytes) {
  if (setjmp(errors.back) != 0) return false;
  jpeg.progress = &progress;
  jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = rows + row_bytes * jpeg.output_scanline;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  return true;
}

class OpenJpeg {
 public:
  OpenJpeg() {
    jpeg.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = GiveUp;
    errors.base.emit_message = Note;
    errors.base.output_message = Print;
    progress.progress_monitor = CountScans;
  }
  ~OpenJpeg() { jpeg_destroy_decompress(&jpeg); }
  OpenJpeg(const OpenJpeg&) = delete;
  OpenJpeg& operator=(const OpenJpeg&) = delete;

  tl::unexpected<ImageOutcome> Defect() const {
    return tl::unexpected(errors.truncated ? ImageOutcome::kTruncated : ImageOutcome::kCorrupt);
  }

  jpeg_decompress_struct jpeg{};
  JpegErrors errors{};
  jpeg_progress_mgr progress{};
};

}  // namespace

tl::expected<cv::Mat, ImageOutcome> DecodeJpeg(std::string_view bytes, int side) {
  OpenJpeg open;
  if (!Start(open.jpeg, open.errors, bytes, side)) return open.Defect();
  if (open.jpeg.jpeg_color_space != JCS_GRAYSCALE && open.jpeg.jpeg_color_space != JCS_YCbCr) return cv::Mat();
  cv::Mat picture(static_cast<int>(open.jpeg.output_height), static_cast<int>(open.jpeg.output_width),
                  open.jpeg.out_color_space == JCS_GRAYSCALE ? CV_8UC1 : CV_8UC3);
  if (!ReadRows(open.jpeg, open.errors, open.progress, picture.data, picture.step[0])) return open.Defect();
  if (open.errors.truncated || open.errors.corrupt) return open.Defect();
  return picture;
}

}  // namespace labelwatch
