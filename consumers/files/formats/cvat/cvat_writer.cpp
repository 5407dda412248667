// CVAT XML 1.1 for images: one <image> per frame with <box>, <polygon>, <mask> and, for frame classes, <tag>. The
// polygons of one object have one group. Tools want the labels and their attributes before the images, so that the
// images wait in memory until all labels are known.

#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "consumers/files/dataset/mask_rows.h"
#include "consumers/files/formats/cvat/cvat_format.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

// Text that may stand in XML 1.0: control characters may not, however they are written.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += c == '\n' ? "&#10;" : c == '\t' ? "&#9;" : "?";
    } else {
      out += c;
    }
  }
  return out;
}

// The shortest text that reads back as the same number.
std::string Text(double number) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, std::isfinite(number) ? number : 0.0).ptr;
  return {text, end};
}

class CvatWriter : public LabelWriter {
 public:
  CvatWriter(std::ostream& out, const NameTable& classes) : out_(out), classes_(classes) {}

  void List(NameId class_id, std::string_view) override { labels_[class_id]; }

  void Add(const LabeledFrame& frame, const FrameOrigin& origin) override {
    groups_ = 0;
    images_ += "  <image" + Named("id", std::to_string(frames_++)) + Named("name", origin.name);
    if (frame.image_width > 0 && frame.image_height > 0) {
      images_ +=
          Named("width", std::to_string(frame.image_width)) + Named("height", std::to_string(frame.image_height));
    }
    images_ += ">\n";
    for (const Label& label : frame.labels) AddLabel(frame, label, "manual");
    for (const Suggestion& one : Suggestions()) AddLabel(frame, one.label, "auto");
    for (const NameId id : frame.frame_classes) {
      labels_[id];
      images_ += "    <tag" + Named("label", classes_.Name(id)) + " source=\"manual\">\n    </tag>\n";
    }
    images_ += "  </image>\n";
    Lose("annotators of frames", frame.annotator.empty() ? 0 : 1);
    Lose("attributes of frames", frame.attributes.empty() ? 0 : 1);
    Lose("label times", frame.labeled_at_ms == 0 ? 0 : 1);
    Lose("sources of frames", frame.source.empty() ? 0 : 1);
    Lose("places in a sequence", frame.sequence.empty() ? 0 : 1);
    Lose("ignore regions", frame.ignore_regions.size());
    Lose("lists of classes that were looked for", frame.exhaustive_classes.size() + frame.unknown_classes.size());
  }

  void Finish() override {
    out_ << "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations>\n  <version>1.1</version>\n"
         << "  <meta>\n    <task>\n      <size>" << frames_
         << "</size>\n      <mode>annotation</mode>\n      <labels>\n";
    for (const auto& [id, attributes] : labels_) {
      out_ << "        <label>\n          <name>" << Escaped(classes_.Name(id)) << "</name>\n          <attributes>\n";
      for (const std::string& name : attributes) {
        out_ << "            <attribute><name>" << Escaped(name) << "</name><mutable>False</mutable>"
             << "<input_type>text</input_type><default_value></default_value><values></values></attribute>\n";
      }
      out_ << "          </attributes>\n        </label>\n";
    }
    out_ << "      </labels>\n    </task>\n  </meta>\n" << images_ << "</annotations>\n";
  }

 private:
  static std::string Named(const char* name, std::string_view value) {
    return std::string(" ") + name + "=\"" + Escaped(value) + "\"";
  }

  // `source`: as CVAT has it, of what a person drew and of what a program proposes.
  void AddLabel(const LabeledFrame& frame, const Label& label, const char* source) {
    Lose("label ids", label.id.empty() ? 0 : 1);
    Lose("track ids", label.track_id.empty() ? 0 : 1);
    Lose("annotators of labels", label.annotator.empty() || label.annotator == frame.annotator ? 0 : 1);
    Lose("marks of crowd, ignore and difficult labels", label.Judged() ? 0 : 1);
    std::string head = Named("label", classes_.Name(label.class_id)) + Named("source", source) +
                       Named("occluded", IsOccluded(label) ? "1" : "0");
    labels_[label.class_id];
    const Shape& shape = label.shape;
    if (shape.kind == ShapeKind::kPolygon) {
      auto rings = DecodePolygon(shape.encoded);
      if (rings) Lose("holes of polygons", std::erase_if(*rings, [](const Ring& ring) { return ring.hole; }));
      if (!rings || rings->empty()) return Lose("polygons without points");
      if (rings->size() > 1) head += Named("group_id", std::to_string(++groups_));
      for (const Ring& ring : *rings) {
        std::string points;
        for (std::size_t i = 0; i + 1 < ring.xy.size(); i += 2) {
          points += (i > 0 ? ";" : "") + Text(ring.xy[i]) + "," + Text(ring.xy[i + 1]);
        }
        Element("polygon", head + Named("points", points), label);
      }
    } else if (shape.kind == ShapeKind::kMask) {
      const auto mask = DecodeMask(shape.encoded);
      const auto rows = mask ? RowsFromMask(*mask) : BadInput("");
      if (!rows) return Lose("masks that are broken or too large");
      const MaskRows crop = Cropped(*rows);
      if (crop.width == 0 || crop.height == 0) return Lose("masks without a pixel");
      std::string runs;
      for (const std::uint32_t run : CvatFromRows(crop)) (runs += runs.empty() ? "" : ", ") += std::to_string(run);
      Element("mask",
              head + Named("rle", runs) + Named("left", std::to_string(crop.left)) +
                  Named("top", std::to_string(crop.top)) + Named("width", std::to_string(crop.width)) +
                  Named("height", std::to_string(crop.height)),
              label);
    } else if (Box box = shape.bounds; box.Finite()) {
      std::string rotation;
      if (shape.kind == ShapeKind::kRotatedBox) {
        const auto turned = DecodeRotatedBox(shape.encoded);
        if (!turned) return Lose("labels without a finite box");
        // The box before it is turned about its middle.
        box = {turned->center_x - turned->width / 2, turned->center_y - turned->height / 2,
               turned->center_x + turned->width / 2, turned->center_y + turned->height / 2};
        rotation = Named("rotation", Text(turned->rotation_degrees));
      }
      Element("box",
              head + Named("xtl", Text(box.x_min)) + Named("ytl", Text(box.y_min)) + Named("xbr", Text(box.x_max)) +
                  Named("ybr", Text(box.y_max)) + rotation,
              label);
    } else {
      Lose("labels without a finite box");
    }
  }

  // What CVAT has a place of its own for.
  static bool IsOccluded(std::string_view name, std::string_view value) { return name == "occluded" && value == "1"; }
  static bool IsOccluded(const Label& label) {
    bool occluded = false;
    ForEachAttribute(label.attributes, [&](std::string_view name, std::string_view value) {
      occluded = occluded || IsOccluded(name, value);
    });
    return occluded;
  }

  void Element(const char* name, const std::string& attributes, const Label& label) {
    images_ += std::string("    <") + name + attributes + " z_order=\"0\">\n";
    ForEachAttribute(label.attributes, [&](std::string_view key, std::string_view value) {
      if (IsOccluded(key, value)) return;
      labels_[label.class_id].emplace(key);
      images_ += "      <attribute" + Named("name", key) + ">" + Escaped(value) + "</attribute>\n";
    });
    images_ += std::string("    </") + name + ">\n";
  }

  std::ostream& out_;
  const NameTable& classes_;
  std::string images_;
  std::map<NameId, std::set<std::string>> labels_;  // with the names of their attributes
  std::uint64_t frames_ = 0, groups_ = 0;           // groups of the frame
};

}  // namespace

std::unique_ptr<LabelWriter> MakeCvatWriter(std::ostream& out, const NameTable& classes) {
  return std::make_unique<CvatWriter>(out, classes);
}

}  // namespace labelwatch
