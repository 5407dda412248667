#include "schema/names.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace labelwatch {
namespace {

TEST(NameTableTest, NumbersNamesInOrderOfFirstSight) {
  NameTable table(10);
  EXPECT_EQ(table.Add("dog"), 1u);
  EXPECT_EQ(table.Add("cat"), 2u);
  EXPECT_EQ(table.Add("dog"), 1u);
  EXPECT_EQ(table.Name(2), "cat");
  EXPECT_EQ(table.Find("bird"), NameTable::kOther);
  EXPECT_EQ(table.Name(99), "other");
}

TEST(NameTableTest, BeyondTheLimitEverythingIsOtherAndCounted) {
  NameTable table(1);
  table.Add("dog");
  EXPECT_EQ(table.Add("cat"), NameTable::kOther);
  EXPECT_EQ(table.Add("cat"), NameTable::kOther);
  EXPECT_EQ(table.Refused(), 2u);
  EXPECT_EQ(table.Add("dog"), 1u);
}

TEST(NameTableTest, ThreadsAgreeOnTheNumbers) {
  NameTable table(1000);
  std::vector<std::vector<NameId>> seen(4);
  {
    std::vector<std::jthread> threads;
    for (auto& ids : seen) {
      threads.emplace_back([&table, &ids] {
        for (int i = 0; i < 1000; ++i) ids.push_back(table.Add("name " + std::to_string(i)));
      });
    }
  }
  for (const auto& ids : seen) EXPECT_EQ(ids, seen[0]);
  EXPECT_EQ(table.Size(), 1001u);
}

TEST(NameCacheTest, IsTheTableOnlyFaster) {
  NameTable table(5000);
  NameCache cache(table);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 3000; ++i) {  // more names than the cache has places
      const std::string name = "class " + std::to_string(i);
      const NameId id = cache.Add(name);
      EXPECT_EQ(id, table.Find(name));
    }
  }
  EXPECT_NE(cache.Add(""), NameTable::kOther);  // a name like any other
}

TEST(NameCacheTest, TellsNamesApartThatShareLengthAndEnds) {
  NameTable table(100);
  NameCache cache(table);
  const char* const names[] = {"traffic light, red, far away",  // equal but for the middle
                               "traffic light, off, far away",
                               "a",
                               "b",
                               "ab",
                               "ba",
                               "aa",
                               "aba",
                               "aab",
                               "aabb",
                               "abab",
                               "12345678",
                               "123456789",
                               "1234567812345678",
                               "1234567887654321"};
  for (int round = 0; round < 2; ++round) {
    for (const char* name : names) EXPECT_EQ(table.Name(cache.Add(name)), name);
  }
  EXPECT_EQ(table.Size(), std::size(names) + 1);
}

TEST(NameCacheTest, RemembersOnlyWhatWasAdded) {
  NameTable table(1);
  NameCache cache(table);
  EXPECT_EQ(cache.Cached("dog", 3), NameTable::kOther);
  EXPECT_EQ(cache.Cached("", 0), NameTable::kOther);
  const NameId dog = cache.Add("dog");
  EXPECT_EQ(cache.Cached("dog", 3), dog);
  EXPECT_EQ(cache.Add("cat"), NameTable::kOther);  // no room
  EXPECT_EQ(cache.Cached("cat", 3), NameTable::kOther);
}

TEST(NameCacheTest, WhatFollowsANameDoesNotMatter) {
  NameTable table(100);
  NameCache cache(table);
  const std::string letters = "abcdefghijklmnopqrstuvwxyz";
  for (std::size_t size = 0; size <= 20; ++size) {
    const std::string_view name = std::string_view(letters).substr(0, size);
    const NameId id = cache.Add(name);
    for (std::size_t readable = size; readable <= letters.size(); ++readable) {
      EXPECT_EQ(cache.Cached(name, readable), id) << size << ' ' << readable;
    }
  }
}

}  // namespace
}  // namespace labelwatch
