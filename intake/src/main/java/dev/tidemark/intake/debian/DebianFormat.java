package dev.tidemark.intake.debian;

import dev.tidemark.intake.GraphFormat;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.IntakeException;

/** Debian's Sources and Packages indices; docs/formats/debian.md says what becomes of them. */
public final class DebianFormat implements GraphFormat {

    private static final String SET = "debian";
    private static final String SYSTEM = "x86_64-linux";

    @Override
    public String name() {
        return "debian";
    }

    @Override
    public boolean recognises(GraphRequest request) {
        return request.paths().stream().allMatch(IndexFile::areIn);
    }

    @Override
    public GraphSource open(GraphRequest request) throws IntakeException {
        String set = request.set().orElse(SET);
        try {
            DebianArchive archive =
                    new DebianArchive(set, request.paths(), request.system().orElse(SYSTEM));
            return new GraphSource(name(), set, new DebianReader(archive));
        } catch (IllegalArgumentException e) {
            throw new IntakeException(String.valueOf(e.getMessage()), e);
        }
    }
}
