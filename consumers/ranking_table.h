#pragma once
// A ranking as a table that a person reads.
//
// Names stand in full where a script or a file reads: what tells frames apart is often at their end. On a terminal the
// table keeps to its width: long names lose their beginning, sentences go on in the next line. Columns in which nothing
// stands are left out.

#include <cstddef>
#include <string>

#include "consumers/known_mistakes.h"
#include "consumers/ranking.h"

namespace labelwatch {

// `known`: null, or what is known to be a mistake, which a column marks. `width`: of the terminal in characters; 0: it
// is none.
std::string RankingTable(const Ranking& ranking, const KnownMistakes* known, std::size_t width = 0);

}  // namespace labelwatch
