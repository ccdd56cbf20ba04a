package dev.tidemark.cli.command;

import dev.tidemark.graph.EdgeKind;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which edges count. */
final class KindsOption {

    /** {@code build}, {@code runtime}, {@code check}. */
    static final class Kind implements ITypeConverter<EdgeKind> {
        @Override
        public EdgeKind convert(String word) {
            try {
                return EdgeKind.valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "\"%s\" is no kind of dependency: use build, runtime, check".formatted(word));
            }
        }
    }

    @Option(
            names = "--kinds",
            split = ",",
            paramLabel = "KIND",
            converter = Kind.class,
            description = "The kinds of dependencies that count: build, runtime, check. Default: all.")
    private Set<EdgeKind> kinds = new LinkedHashSet<>();

    Set<EdgeKind> counted() {
        return kinds.isEmpty() ? EnumSet.allOf(EdgeKind.class) : EnumSet.copyOf(kinds);
    }
}
