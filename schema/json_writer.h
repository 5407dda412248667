#pragma once
// JSON as it is written: findings, pages, reports, files of labels, the log.
//
//   JsonWriter json;
//   json.OpenObject();
//   json.Key("frame_id").Text("a.jpg");
//   json.Key("box").OpenList();
//   for (const double side : sides) json.Real(side);
//   json.CloseList();
//   json.CloseObject();
//   out << json.Written();
//
// On one line, without spaces. Texts must be valid UTF-8 (CleanText makes them so). Single-owner.

#include <cstdint>
#include <memory>
#include <string_view>

namespace labelwatch {

class JsonWriter {
 public:
  JsonWriter();
  explicit JsonWriter(int decimals);  // of numbers that are not whole; at most so many
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& Key(std::string_view name);  // of an object; its value comes next

  void OpenObject();
  void CloseObject();
  void OpenList();
  void CloseList();

  void Text(std::string_view text);
  void Whole(std::uint64_t number);
  void Signed(std::int64_t number);
  void Real(double number);  // null where it is not finite: JSON has no such number
  void Truth(bool truth);
  void Null();
  void Digits(std::string_view number);  // a number as it is spelled. REQUIRES: one that JSON has

  std::string_view Written() const;  // lives until the next call

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace labelwatch
