#pragma once
#include <stdexcept>
#include <string>

/// The four errors. Each says what was asked, what is wrong with it and what would be right.
namespace clumen {

/// Every exception of clumen derives from this one.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The caller's mistake: names the operation, the parameter, the value and what is allowed.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

/// The device, its driver or a kernel's build: the call's text, the code's name, the build log.
class DeviceError : public Error {
 public:
  using Error::Error;
};

/// There is no OpenCL device that fits: says which there are, or which package brings one.
class NoDeviceError : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

/// A file: names it and the reason.
class IoError : public Error {
 public:
  using Error::Error;
};

/// Our mistake; please report it.
class InternalError : public Error {
 public:
  using Error::Error;
};

}  // namespace clumen
