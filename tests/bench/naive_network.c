#define NAIVE_REAL float
#include "../naive_network.c"
