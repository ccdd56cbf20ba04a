/** What a notifier reads in whole beside its streams. */
@NullMarked
package dev.tidemark.notifier.kafka;

import org.jspecify.annotations.NullMarked;
