/* The information plane, shared by what lays it out and what draws its paths. */
#ifndef QTL_PLOT_PLANE_H
#define QTL_PLOT_PLANE_H

#include "plot/sheet.h"

enum { QTL_PLACES_MAX = QTL_VARIANTS * QTL_DRAWN_METHODS_MAX };

#define QTL_PATH_COLOR ((qtl_color){0.4, 0.4, 0.4, 1})
#define QTL_RUN_COLOR ((qtl_color){0.6, 0.6, 0.6, 0.5})

/* One panel: a method on a variant, and where it stands. */
typedef struct qtl_place {
    size_t variant, method, slot;
} qtl_place;

typedef struct qtl_plane {
    const qtl_result_tables *tables;
    const qtl_cube *cube;
    qtl_choice choice;
    qtl_scale epoch; /* 0..1 of the colour map */
    qtl_scale x, y;
    qtl_place places[QTL_PLACES_MAX];
    size_t n_places;
    qtl_run_range runs; /* of all panels */
    size_t free_slot;   /* where the twin of `exact` would be; SIZE_MAX: nowhere */
    qtl_sheet sheet;
} qtl_plane;

/* Draws the paths of all layers of one panel, single runs behind means. */
void qtl_plane_paths(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                     qtl_canvas *canvas);

/* Adds the mark of a layer's path, which counts from 0, to the legend. */
void qtl_plane_legend(qtl_sheet *sheet, size_t layer, bool output, const char *label);

/* Says which layers are saturated and how many means lie outside of the panel. */
void qtl_plane_notes(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                     qtl_canvas *canvas);

/* Takes the room of all paths in `crowd`; returns how many means lie outside of
 * the panel. */
size_t qtl_plane_crowd(const qtl_plane *p, const qtl_place *at, const qtl_panel *panel,
                       qtl_crowd *crowd);

#endif
