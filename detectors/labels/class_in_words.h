#pragma once
// The name of a class in an English sentence. Class names are whatever people wrote: what does not look like an English
// word is taken for one thing ("a Schiff", "a class_7"). Pure.

#include <string>
#include <string_view>

namespace labelwatch {

// Whether it names several things, by its last word: "skis", "traffic_lights", "people"; not "bus", "glass", "lens".
bool IsPlural(std::string_view name);

// "a dog", "an aeroplane", "an umbrella", "a unicorn", "an SUV"; what is plural has none: "skis".
std::string WithArticle(std::string_view name);

// "this dog", "these skis".
std::string ThisOne(std::string_view name);

// Of two of them: "dogs", "buses", "people", "skis".
std::string Plural(std::string_view name);

}  // namespace labelwatch
