#define NAIVE_REAL float
#include "../naive_image.c"
