#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <future>
#include <thread>
#include <vector>

/// Work on the host for graphs of many labels, shared among threads.
namespace clumen {

/// Rows of a table for which threads are worth their start.
inline constexpr std::size_t kManyRows = std::size_t{1} << 15;

/// Runs all, each in a thread of its own where there are many rows.
template <class... Work>
void together(std::size_t rows, Work&&... work) {
  if (rows < kManyRows || std::thread::hardware_concurrency() < 2) return (work(), ...);
  std::vector<std::future<void>> running;
  (running.push_back(std::async(std::launch::async, std::ref(work))), ...);
  for (std::future<void>& each : running) each.wait();  // before an exception of one is thrown on
  for (std::future<void>& each : running) each.get();
}

/// Calls work(begin, end) for parts of the rows, one for each thread.
template <class Work>
void in_parts(std::size_t rows, Work&& work) {
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  if (rows < kManyRows || threads == 1) return work(std::size_t{0}, rows);
  std::vector<std::future<void>> running;
  for (std::size_t i = 0; i < threads; ++i)
    running.push_back(std::async(std::launch::async, [&, i] { work(rows * i / threads, rows * (i + 1) / threads); }));
  for (std::future<void>& each : running) each.wait();
  for (std::future<void>& each : running) each.get();
}

/// A column of a number for each row.
template <class T, class Value>
std::vector<T> column_of(std::size_t rows, const Value& value) {
  std::vector<T> column;
  column.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) column.push_back(static_cast<T>(value(row)));
  return column;
}

}  // namespace clumen
