#pragma once
#include "clumen/context.hpp"
#include "clumen/dtype.hpp"
#include "clumen/error.hpp"
#include "clumen/image.hpp"
#include "clumen/shape.hpp"
