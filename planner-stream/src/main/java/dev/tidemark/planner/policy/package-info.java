/**
 * What the people who run a set have decided about it: which bumps are taken up, when, and together with which. Values only;
 * the document that they are written in is read by the codec.
 */
@NullMarked
package dev.tidemark.planner.policy;

import org.jspecify.annotations.NullMarked;
