package dev.tidemark.intake.debian;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a package of the paragraph of a source. */
final class SourcePackages {

    static final List<String> FIELDS = List.of(
            "Package",
            "Version",
            "Architecture",
            "Build-Depends",
            "Build-Depends-Arch",
            "Build-Depends-Indep",
            "Maintainer",
            "Uploaders",
            "Section",
            "Directory",
            "Checksums-Sha256",
            "Files");

    private final DebianArchive archive;
    private final Edges edges;

    SourcePackages(DebianArchive archive, Edges edges) {
        this.archive = archive;
        this.edges = edges;
    }

    Package of(Paragraph source) {
        String name = source.get("Package");
        People people = People.of(source.get("Maintainer"), source.get("Uploaders"));
        return Package.newBuilder()
                .setSet(archive.set())
                .setAttribute(name)
                .setPname(name)
                .setVersion(source.get("Version"))
                .setSystems(List.of(archive.system()))
                .setDependencies(edges.of(name, buildDependencies(source)))
                .setMaintainers(people.maintainers())
                .setTeams(people.teams())
                .setUnfree(isUnfree(source))
                .setFeatures(List.of())
                .setRecipeDigest(recipeDigest(source).hex())
                .setRefusals(refusals(source))
                .build();
    }

    private static String buildDependencies(Paragraph source) {
        return Stream.of("Build-Depends", "Build-Depends-Arch", "Build-Depends-Indep")
                .map(source::get)
                .filter(field -> !field.isBlank())
                .collect(Collectors.joining(","));
    }

    /** {@code Section: non-free/libs}, or {@code Directory: pool/non-free-firmware/…} where the section does not say it. */
    private static boolean isUnfree(Paragraph source) {
        return source.get("Section").startsWith("non-free")
                || source.get("Directory").contains("/non-free");
    }

    /** Over the names and checksums of the files that a source consists of, whatever their order. */
    private static Sha256 recipeDigest(Paragraph source) {
        List<String> files = source.lines("Checksums-Sha256");
        if (files.isEmpty()) {
            files = source.lines("Files");
        }
        Sha256.Builder digest = Sha256.builder().add(source.get("Package")).add(source.get("Version"));
        files.stream().sorted().forEach(digest::add);
        return digest.build();
    }

    private List<Refusal> refusals(Paragraph source) {
        List<String> architectures = source.words("Architecture");
        if (architectures.isEmpty() || archive.architecture().builds(architectures)) {
            return List.of();
        }
        return List.of(new Refusal(
                RefusalKind.UNSUPPORTED,
                "%s is not among its architectures (%s)"
                        .formatted(archive.architecture().debianName(), String.join(" ", architectures))));
    }
}
