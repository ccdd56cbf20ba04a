/** Whether people are told, by a notifier as it runs. */
@NullMarked
package dev.tidemark.cli.courier;

import org.jspecify.annotations.NullMarked;
