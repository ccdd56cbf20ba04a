/**
 * How messages get to people: each courier reads a topic with offsets of its own and hands what it reads to a channel, again until it
 * is delivered or given up. {@code OffsetBook}, {@code Backoff} and {@code RateLimit} are pure.
 */
@NullMarked
package dev.tidemark.notifier.courier;

import org.jspecify.annotations.NullMarked;
