package dev.tidemark.intake;

import dev.tidemark.intake.debian.DebianFormat;
import dev.tidemark.intake.jsonl.JsonlFormat;
import dev.tidemark.intake.nix.NixFormat;
import dev.tidemark.schemas.identity.PackageId;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** All formats that a graph can be imported from. To add one, add it to the list. */
public final class GraphSources {

    /** In the order in which they are asked whether they know a path; the last knows all. */
    private static final List<GraphFormat> FORMATS =
            List.of(new SetFolderFormat(), new NixFormat(), new DebianFormat(), new JsonlFormat());

    private GraphSources() {}

    /** What formats are called, in the order in which they are guessed. */
    public static List<String> formats() {
        return FORMATS.stream().map(GraphFormat::name).toList();
    }

    /**
     * How to read what was asked for.
     *
     * @throws IntakeException when there is no such format, it is not what the paths lead to, or the set's name is none
     * @throws IOException when it cannot be opened; the message names it and says what to do
     */
    public static GraphSource open(GraphRequest request) throws IntakeException, IOException {
        GraphSource source = format(request).open(request);
        try {
            var unused = new PackageId(source.set(), "any");
        } catch (IllegalArgumentException e) {
            throw new IntakeException("%s; name the set with --set".formatted(e.getMessage()), e);
        }
        return source;
    }

    private static GraphFormat format(GraphRequest request) throws IntakeException {
        for (GraphFormat format : FORMATS) {
            boolean asked = request.format().isPresent()
                    ? request.format().get().equals(format.name())
                    : format.recognises(request);
            if (asked) {
                return format;
            }
        }
        throw new IntakeException("There is no format \"%s\" of package graphs; known: %s."
                .formatted(
                        Texts.shown(request.format().orElse("")),
                        formats().stream().collect(Collectors.joining(", "))));
    }
}
