#!/usr/bin/env python3
"""Compiles every kernel with every set of options that the library uses, for devices that are not here.

compile_all.py --variants PROGRAM --work FOLDER [--kernels FOLDER] [--jobs N]

PROGRAM (variants*.cpp) calls the library's operations twice, once with the tunables of a CPU and once with a GPU's; the
library writes each program that it makes to FOLDER (CLUMEN_KERNEL_DUMP). Each is then compiled
- by clang for its warnings, as OpenCL C 1.2;
- for AMD (gfx1030, gfx90a) with AMD's own builtin library, which shows spilled registers and private memory;
- for Intel (dg2) with ocloc, which shows spilled registers.
An error, a warning, a spill or private memory fails, unless allowed.txt lists it with a reason. What was found is kept
in FOLDER by the hash of the source, so that only what has changed is compiled again.
"""
import argparse
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The wavefront's width and the number of the instruction set name AMD's bitcode files.
AMD = {"gfx1030": ("off", "1030"), "gfx90a": ("on", "90a")}
WARNINGS = ["-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-unused-function", "-Wno-unused-macros",
            "-Wno-unknown-pragmas", "-Wno-pass-failed", "-Wno-unknown-warning-option"]


class Unit:
    """One program as the library wrote it: its source with all #defines; its options in the first line."""

    def __init__(self, path):
        self.path = path
        self.stem = re.sub(r"-[0-9a-f]{8,}$", "", path.stem)
        self.text = path.read_text()
        first = self.text.split("\n", 1)[0]
        options = re.match(r"//\s*(?:options:)?(.*)$", first)
        self.options = [o for o in options.group(1).split() if o.startswith("-")] if options else []
        self.for_cpu = "-DCLUMEN_CPU" in first or re.search(r"^#define CLUMEN_CPU\b", self.text, re.M) is not None
        # What the launch wrote: its defines, and the code of its sources.
        defines = self.text.split("#ifndef CLUMEN_COMMON", 1)[0]
        sources = self.text.partition('#line 1 "sources of the launch"')[2].partition("#line")[0]
        self.needs_f64 = re.search(r"(?:\b|_)double(16|\d)?\b", defines + sources) is not None

    def without_f64(self):
        """What a device without double gets."""
        text = re.sub(r"^#define CLUMEN_F64\b.*$", "", self.text, flags=re.M)
        return text, [o for o in self.options if not o.startswith("-DCLUMEN_F64")]


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace")
    return done.returncode, done.stdout


def finding(target, kernel, kind, amount, detail=""):
    return {"target": target, "kernel": kernel, "kind": kind, "amount": amount, "detail": detail}


def definitions(options):
    return [o for o in options if o.startswith("-D")]


def check_warnings(tools, unit, source, folder):
    code, log = run([tools["clang"], "-x", "cl", "-cl-std=CL1.2", "-Xclang", "-finclude-default-header", "-target",
                     "spir64", "-fsyntax-only", "-fno-color-diagnostics", *WARNINGS, *definitions(unit.options),
                     str(source)])
    log = log.replace(str(folder) + os.sep, "")
    if code != 0:
        return [finding("clang", "*", "error", 1, log)]
    return [finding("clang", "*", "warning", log.count("warning:"), log)] if "warning:" in log else []


def check_amd(tools, unit, source, folder, target):
    wavefront64, version = AMD[target]
    assembly = folder / f"{target}.s"
    libraries = ["opencl", "ocml", "ockl", "oclc_daz_opt_off", "oclc_finite_only_off", "oclc_unsafe_math_off",
                 "oclc_correctly_rounded_sqrt_off", f"oclc_wavefrontsize64_{wavefront64}", f"oclc_isa_version_{version}",
                 "oclc_abi_version_400"]
    linked = []
    for name in libraries:
        linked += ["-Xclang", "-mlink-builtin-bitcode", "-Xclang", str(tools["bitcode"] / f"{name}.bc")]
    code, log = run([tools["clang"], "-x", "cl", "-cl-std=CL1.2", "-Xclang", "-finclude-default-header", "-target",
                     "amdgcn-amd-amdhsa", f"-mcpu={target}", "-nogpulib", *linked, "-O3", "-w", "-S",
                     *definitions(unit.options), str(source), "-o", str(assembly)])
    if code != 0:
        return [finding(target, "*", "error", 1, log)]
    found = []
    for kernel, numbers in amd_metadata(assembly.read_text()):
        spilled = numbers.get("vgpr_spill_count", 0) + numbers.get("sgpr_spill_count", 0)
        if spilled:
            found.append(finding(target, kernel, "spill", spilled))
        if numbers.get("private_segment_fixed_size", 0):
            found.append(finding(target, kernel, "private", numbers["private_segment_fixed_size"]))
    return found


def amd_metadata(assembly):
    """(kernel, {name: number}) of each kernel in the metadata at the end of AMD assembly."""
    metadata = assembly.rsplit(".amdgpu_metadata", 1)[-1]
    for part in re.split(r"^  - ", metadata.split("amdhsa.kernels:", 1)[-1], flags=re.M)[1:]:
        name = re.search(r"^    \.name:\s+(\S+)", part, re.M)
        if name:
            yield name.group(1), {k: int(v) for k, v in re.findall(r"^    \.(\w+):\s+(\d+)\s*$", part, re.M)}


def check_intel(tools, unit, source, folder):
    text, options = unit.without_f64() if not unit.needs_f64 else (unit.text, unit.options)
    device = "pvc" if unit.needs_f64 else "dg2"  # dg2 has no double at all
    (folder / "intel.cl").write_text(text)
    code, log = run([tools["ocloc"], "compile", "-file", str(folder / "intel.cl"), "-device", device,
                     "-output_no_suffix", "-out_dir", str(folder), "-options",
                     " ".join(["-cl-std=CL1.2", *definitions(options)])])
    if code != 0:
        return [finding(device, "*", "error", 1, log)]
    return [finding(device, name, "spill", int(registers)) for name, registers in
            re.findall(r"kernel (\S+)\s+compiled SIMD\d+ allocated \d+ regs and spilled around (\d+)", log)]


def check(tools, unit):
    with tempfile.TemporaryDirectory(prefix="clumen-kernels-") as name:
        folder = pathlib.Path(name)
        source = folder / f"{unit.stem}.cl"
        source.write_text(unit.text)
        found = check_warnings(tools, unit, source, folder)
        if unit.for_cpu or any(f["kind"] == "error" for f in found):
            return found
        for target in AMD:
            found += check_amd(tools, unit, source, folder, target)
        return found + check_intel(tools, unit, source, folder)


def find_tools():
    """The compilers, and a clang that can read AMD's bitcode: PoCL brings one of LLVM's newer versions."""
    bitcode = next((p for p in [pathlib.Path("/usr/lib/x86_64-linux-gnu/amdgcn/bitcode"),
                                pathlib.Path("/usr/lib/amdgcn/bitcode"), pathlib.Path("/opt/rocm/amdgcn/bitcode")]
                    if p.is_dir()), None)
    ocloc = shutil.which("ocloc")
    clangs = [c for c in (shutil.which(f"clang-{v}") for v in range(15, 30)) if c]
    missing = [what for what, there in [("ocloc (package intel-opencl-icd)", ocloc),
                                        ("AMD's bitcode (package rocm-device-libs)", bitcode),
                                        ("clang 15 or newer", clangs)] if not there]
    if missing:
        sys.exit("kernels cannot be compiled for other devices, there is no " + ", no ".join(missing))
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name) / "probe.cl"
        source.write_text("kernel void probe(global float* a) { a[get_global_id(0)] = exp(a[0]); }\n")
        probe = Unit(source)
        for clang in clangs:
            tools = {"clang": clang, "bitcode": bitcode, "ocloc": ocloc}
            if not check_amd(tools, probe, source, pathlib.Path(name), "gfx90a"):
                return tools
    sys.exit(f"none of {', '.join(clangs)} reads the bitcode in {bitcode}")


def read_allowed(path):
    """Lines `stem kernel target kind up-to  # reason`, the first three with * and ?."""
    rows = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        rule, _, reason = line.partition("#")
        if not rule.strip():
            continue
        fields = rule.split()
        if len(fields) != 5 or not reason.strip():
            sys.exit(f"{path}:{number}: a rule is `stem kernel target kind up-to  # reason`")
        rows.append({"fields": fields[:4], "up_to": int(fields[4]), "line": number, "used": False})
    return rows


def allowed(rules, stem, found):
    values = [stem, found["kernel"], found["target"], found["kind"]]
    for rule in rules:
        if found["amount"] <= rule["up_to"] and all(map(fnmatch.fnmatchcase, values, rule["fields"])):
            rule["used"] = True
            return True
    return False


def dump_programs(variants, dump):
    """Both sets of tunables, side by side; each unit lands in `dump`."""
    shutil.rmtree(dump, ignore_errors=True)
    dump.mkdir(parents=True)
    running = []
    for kind in ("cpu", "gpu"):
        environment = dict(os.environ, CLUMEN_KERNEL_DUMP=str(dump), CLUMEN_FORCE_KIND=kind)
        running.append((kind, subprocess.Popen([variants], env=environment, stdin=subprocess.DEVNULL)))
    failed = [kind for kind, process in running if process.wait() != 0]
    if failed:
        sys.exit(f"{variants} failed with the tunables of: {', '.join(failed)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--variants", help="the program that calls every operation; without it what --work has is used")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for programs and results")
    parser.add_argument("--allowed", type=pathlib.Path, default=HERE / "allowed.txt")
    parser.add_argument("--only", default="*", help="stems to compile, with * and ?")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()

    dump, results = arguments.work / "programs", arguments.work / "results"
    results.mkdir(parents=True, exist_ok=True)
    if arguments.variants:
        dump_programs(arguments.variants, dump)
    units = [Unit(p) for p in sorted(dump.glob("*.cl")) if fnmatch.fnmatchcase(Unit(p).stem, arguments.only)]
    if not units:
        sys.exit(f"no programs in {dump}: does the library write them (CLUMEN_KERNEL_DUMP)?")
    for kind, there in [("a CPU", any(u.for_cpu for u in units)), ("a GPU", any(not u.for_cpu for u in units))]:
        if arguments.variants and not there:
            sys.exit(f"no program has the tunables of {kind}")

    tools = find_tools()
    salt = pathlib.Path(__file__).read_text() + run([tools["clang"], "--version"])[1] + str(os.stat(tools["ocloc"]).st_size)

    def cached(unit):
        key = hashlib.sha256((salt + unit.text).encode()).hexdigest()[:32]
        kept = results / f"{key}.json"
        try:
            return json.loads(kept.read_text()), False
        except (OSError, ValueError):
            found = check(tools, unit)
            kept.write_text(json.dumps(found))
            return found, True

    rules, bad, compiled = read_allowed(arguments.allowed), 0, 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for unit, (found, fresh) in zip(units, pool.map(cached, units)):
            compiled += fresh
            for f in found:
                if not allowed(rules, unit.stem, f):
                    bad += 1
                    print(f"{unit.path.name}: {f['kernel']} on {f['target']}: {f['kind']} {f['amount']}\n{f['detail']}".rstrip())
    for rule in rules:
        if not rule["used"] and arguments.only == "*" and arguments.variants:
            bad += 1
            print(f"{arguments.allowed}:{rule['line']}: nothing needs this rule any more; delete it")
    gpu = sum(not u.for_cpu for u in units)
    print(f"{len(units)} programs ({gpu} of them for GPUs: {', '.join(AMD)}, dg2), {compiled} compiled now, {bad} findings")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
