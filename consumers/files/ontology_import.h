#pragma once
// The classes and attributes of a labeling tool's project as an ontology: a start, to which sizes and counts are added
// by hand.
//
//   Label Studio: the labeling configuration (XML). Labels are classes; choices per region are attributes, of the
//     classes in whenLabelValue or of all, with the list of values where only one is chosen; texts, ratings, numbers
//     and taxonomies per region may be anything; choices of the whole picture are frame classes. An alias counts.
//   CVAT: the labels of a task or project as its raw editor or API shows them (JSON), or any CVAT XML. Attributes that
//     are chosen from a list keep the list; numbers and texts may be anything.

#include <string>

#include "detectors/contract/ontology.h"
#include "schema/result.h"

namespace labelwatch {

// Which tool it is follows from the content. A file that names no classes is an error.
Result<Ontology> ImportOntology(const std::string& path);

}  // namespace labelwatch
