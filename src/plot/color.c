#include "plot/color.h"

#include <math.h>
#include <stdint.h>

static qtl_color from_rgb(uint32_t rgb)
{
    return (qtl_color){(double)(rgb >> 16 & 255) / 255, (double)(rgb >> 8 & 255) / 255,
                       (double)(rgb & 255) / 255, 1};
}

qtl_color qtl_viridis(double t)
{
    /* The map at i / 9; straight lines between are within 2 % of it. */
    static const uint32_t anchors[] = {0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e,
                                       0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725};
    enum { LAST = sizeof anchors / sizeof anchors[0] - 1 };
    const double held = t > 0 ? (t < 1 ? t : 1) : 0;
    const double at = held * LAST;
    const size_t i = at < LAST ? (size_t)at : LAST - 1;
    const double f = at - (double)i;
    const qtl_color a = from_rgb(anchors[i]);
    const qtl_color b = from_rgb(anchors[i + 1]);
    return (qtl_color){a.r + f * (b.r - a.r), a.g + f * (b.g - a.g),
                       a.b + f * (b.b - a.b), 1};
}

qtl_color qtl_okabe_ito(size_t i)
{
    static const uint32_t colors[QTL_OKABE_ITO_COUNT] = {
        0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x000000};
    return from_rgb(colors[i % QTL_OKABE_ITO_COUNT]);
}

qtl_color qtl_diverging(double t)
{
    const qtl_color full = qtl_okabe_ito(t < 0 ? 0 : 1);
    const double share = pow(fmin(1, fabs(t)), 0.8);
    return (qtl_color){1 + share * (full.r - 1), 1 + share * (full.g - 1),
                       1 + share * (full.b - 1), 1};
}
