/**
 * One build: what is asked for, how it is carried out, and how it ended. Domain types only; nothing here knows a topic,
 * an event or another build.
 */
@NullMarked
package dev.tidemark.agent.build;

import org.jspecify.annotations.NullMarked;
