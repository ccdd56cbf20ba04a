/** Who is told what, when and with what else. Pure: values in, decisions out. */
@NullMarked
package dev.tidemark.notifier.people;

import org.jspecify.annotations.NullMarked;
