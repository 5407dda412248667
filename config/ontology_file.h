#pragma once
// The ontology as labeling leads write it:
//
//   other_classes: false       # classes that are not named here are errors
//   classes:
//     car:
//       min_size: [4, 4]       # pixels: width, height
//       per_frame: [0, 60]     # labels of the class in one frame: least, most
//       attributes:
//         colour: [red, blue]                  # required, one of these
//         note: {required: false}              # any value, may be missing
//         state: {required: false, values: [parked, driving]}
//       other_attributes: true                 # attributes that are not named are allowed
//     person:                  # only its name is known

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "config/error.h"
#include "detectors/contract/ontology.h"

namespace labelwatch {

// Every error with its place. Never throws, whatever the bytes.
tl::expected<Ontology, ConfigErrors> ReadOntology(std::string_view text);
tl::expected<Ontology, ConfigErrors> LoadOntology(const std::string& path);

// The same as YAML; reading it gives the same ontology.
std::string OntologyText(const Ontology& ontology);
// The same as one JSON object, which is YAML as well.
std::string OntologyJson(const Ontology& ontology);

}  // namespace labelwatch
