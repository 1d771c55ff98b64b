#pragma once
#include <cstddef>
#include <vector>

/// How well two methods of measuring the same things agree.
namespace clumen::tool {

/// A number and where the true one lies with 95 % confidence.
struct Estimate {
  double value, low, high;
};

/// Of the differences a - b, whose standard deviation divides by n - 1. The limits of agreement are bias ± 1.96 SD,
/// between which 95 % of differences lie if they are normally distributed; intervals are by the t distribution with
/// n - 1 degrees of freedom, with the standard errors SD sqrt(1/n) of the bias and SD sqrt(1/n + 1.96²/(2(n-1))) of a
/// limit. Repeatability is 1.96 SD: if both methods are the same one, what two measurements differ by at most in 95 %
/// of cases. Source: Bland & Altman, Statistical Methods in Medical Research 8 (1999), 135-160.
struct Agreement {
  std::size_t n;
  double pearson_r;  ///< NaN where one of both is constant
  double sd, repeatability;
  Estimate bias, lower, upper;
};

/// a and b: of one length, at least 3, all finite.
Agreement agreement_of(const std::vector<double>& a, const std::vector<double>& b);

/// What a t-distributed number with so many degrees of freedom is beyond, on either side, in 5 % of cases.
double two_sided_t95(double degrees);

}  // namespace clumen::tool
