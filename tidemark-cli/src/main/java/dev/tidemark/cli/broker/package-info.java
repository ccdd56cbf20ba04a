/** A real Kafka broker in this process. The only place that knows the broker's internals, which are not an API. */
@NullMarked
package dev.tidemark.cli.broker;

import org.jspecify.annotations.NullMarked;
