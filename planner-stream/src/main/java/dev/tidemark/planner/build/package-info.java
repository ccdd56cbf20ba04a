/**
 * What a build is, and how it fails. Values only, shared by the wave and the dispatch cores. Pure.
 */
@NullMarked
package dev.tidemark.planner.build;

import org.jspecify.annotations.NullMarked;
