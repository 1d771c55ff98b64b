#pragma once
#include <CL/cl.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "core/opencl.hpp"

namespace clumen {

struct ContextState;

/// What makes a program besides its kernel file: the #defines before common.clh, and the code of the sources after it.
struct ProgramText {
  std::string defines;  ///< lines
  std::string sources;  ///< functions that read the launch's images
  std::string kernels;  ///< the kernels themselves, where they are of no file of the library's
};
/// Whose text a program is made of: a file of the library's, or what ProgramText brings along.
enum class KernelsOf : std::uint8_t { library, caller };
/// 32 digits that are the same for the same bytes.
std::string hash_of(std::string_view bytes);

struct KernelParameter {
  std::string name, type;
};

/// Where a program is from and what compiled it, for people.
struct ProgramOrigin {
  std::string source, device, driver;
};

/// A built program and what its kernels' parameters are called.
struct Program {
  ProgramHandle handle;
  std::map<std::string, std::vector<KernelParameter>, std::less<>> kernels;
};

/// Programs of one context: in memory, and as binaries on disk under a hash of everything that made them.
/// Many threads may ask at once; each program is built by one of them. A broken or unwritable folder only costs time.
class ProgramCache {
 public:
  ProgramCache(ContextState& context, std::string folder);
  ~ProgramCache();
  ProgramCache(const ProgramCache&) = delete;
  ProgramCache& operator=(const ProgramCache&) = delete;

  /// The program of a kernel file ("filter/gaussian"; a caller's is named as its messages name it) and `key`, which is
  /// the same for the same text; the text is asked for only when there is none yet. Null in a dry run.
  const Program* get(std::string_view file, KernelsOf whose, const std::string& key,
                     const std::function<ProgramText()>& text);
  /// Call after each wait for the device, when the new programs have run: their binaries are kept, on a thread of its
  /// own.
  void save_new();

 private:
  struct Entry {
    std::mutex mutex;
    std::unique_ptr<Program> program;
  };
  struct Unsaved {
    const Program* program;
    std::string path;
    ProgramOrigin origin;
  };
  std::string full_text(const std::string& file, const ProgramText& text) const;
  std::string path_of(const std::string& source) const;
  std::unique_ptr<Program> build(const std::string& file, const ProgramText& text);
  std::unique_ptr<Program> load(const std::string& path) const;
  std::unique_ptr<Program> compile(const std::string& source, const std::string& what) const;
  cl_int build_source(const std::string& source, Program& program) const;
  bool failed_beside_others(cl_int error, const Program& program) const;
  static void save(const Unsaved& unsaved);
  void dump(std::string file, const std::string& source) const;

  ContextState& context_;
  std::string folder_;  ///< empty: nothing is kept on disk
  std::string options_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::unique_ptr<Entry>> entries_;
  std::vector<Unsaved> unsaved_;
  std::thread saver_;
};

}  // namespace clumen
