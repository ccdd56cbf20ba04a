package dev.tidemark.intake;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.schemas.wire.TrustedEvents;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageDescription.Need;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The graph of a set that lies in a folder. */
public final class SetFolderImporter {

    static {
        TrustedEvents.declare();
    }

    private final String system;

    /** @param system what a package is built for that names no system */
    public SetFolderImporter(String system) {
        this.system = system;
    }

    /**
     * Reads every recipe of the set to digest it. The revision is named after the content: equal folders have equal
     * names.
     *
     * @throws IOException when a recipe cannot be read
     */
    public SetGraph read(PackageSet set) throws IOException {
        List<Package> packages = new ArrayList<>();
        for (PackageDescription description : set.packages()) {
            packages.add(node(set, description));
        }
        return new SetGraph(set.name(), "folder-" + GraphChecksum.of(packages).brief(12), packages);
    }

    private Package node(PackageSet set, PackageDescription description) throws IOException {
        return Package.newBuilder()
                .setSet(set.name())
                .setAttribute(description.attribute())
                .setPname(description.pname())
                .setVersion(description.version())
                .setSystems(description.systems().isEmpty() ? List.of(system) : description.systems())
                .setDependencies(description.dependencies().stream()
                        .map(needed -> new Dependency(needed.attribute(), kind(needed.need())))
                        .toList())
                .setMaintainers(description.maintainers())
                .setUnfree(description.unfree())
                .setFeatures(description.features())
                .setRecipeDigest(RecipeDigest.of(set, description.attribute()).hex())
                .build();
    }

    private static DependencyKind kind(Need need) {
        return switch (need) {
            case BUILD -> DependencyKind.BUILD;
            case RUNTIME -> DependencyKind.RUNTIME;
            case CHECK -> DependencyKind.CHECK;
        };
    }
}
