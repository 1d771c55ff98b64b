# shellcheck shell=bash disable=SC2034
# Sourced by ./try and ./check: Debian's and Ubuntu's packages, and what OpenCL needs of the environment.

build_packages=(build-essential cmake ninja-build python3 ocl-icd-opencl-dev pocl-opencl-icd libtiff-dev libpng-dev
                zlib1g-dev nlohmann-json3-dev libfmt-dev libcli11-dev libpugixml-dev libxxhash-dev)

say() { printf '%s\n' "== $*"; }
fail() { printf '%s\n' "$0: $*" >&2; exit 1; }

# Runs a command with its output in a log, whose end is shown when it fails: logged LOG COMMAND...
logged() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 60 "$log" >&2
    printf '%s\n' "failed: $*" "the whole log is in $log" >&2
    return 1
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  else sudo -n true 2>/dev/null || say "sudo asks for the password to install packages"; sudo "$@"; fi
}

# Installs those of the packages that are missing: install_packages LOG PACKAGE...
install_packages() {
  local log=$1 package missing=()
  shift
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "this is neither Debian nor Ubuntu: install by hand what corresponds to: $*"
    return 0
  fi
  for package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "not root, and there is no sudo; as root: apt-get install ${missing[*]}"
  fi
  say "installing ${missing[*]}"
  # Installed from the lists that are there, if they are good enough: an update may be slow or not be possible.
  local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  local install=("${apt[@]}" install --no-install-recommends "${missing[@]}")
  logged "$log" "${install[@]}" 2>/dev/null && return 0
  logged "$log.update" "${apt[@]}" update || fail "the lists of packages could not be read"
  logged "$log" "${install[@]}" || fail "the packages could not be installed"
}

# PoCL finds no device when its cache cannot be written: opencl_environment FOLDER gives it that folder then.
opencl_environment() {
  [ -n "${POCL_CACHE_DIR:-}" ] && return 0
  if [ -z "${HOME:-}" ] || ! mkdir -p "$HOME/.cache/pocl" 2>/dev/null || [ ! -w "$HOME/.cache/pocl" ]; then
    mkdir -p "$1"
    export POCL_CACHE_DIR=$1
  fi
}
