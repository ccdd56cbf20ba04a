/**
 * What every service does alike: one typed config, parts that start in order and stop in reverse, health and metrics over
 * HTTP. Knows nothing of waves, jobs or agents.
 */
@NullMarked
package dev.tidemark.service;

import org.jspecify.annotations.NullMarked;
