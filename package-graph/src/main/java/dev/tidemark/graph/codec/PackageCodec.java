package dev.tidemark.graph.codec;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads packages as the graph knows them out of events. */
public final class PackageCodec {

    private PackageCodec() {}

    /** @throws IllegalArgumentException for a value that cannot be; {@link NewerEventException} for one that is newer than this */
    public static PackageNode node(Package event) {
        return PackageNode.named(event.getAttribute(), event.getVersion())
                .pname(event.getPname())
                .systems(event.getSystems())
                .dependencies(dependencies(event))
                .people(new PackageNode.People(event.getMaintainers(), event.getTeams()))
                .names(new PackageNode.Names(event.getAliases(), event.getSentinels()))
                .refusals(
                        event.getRefusals().stream().map(PackageCodec::refusal).toList())
                .unfree(event.getUnfree())
                .contentAddressed(event.getContentAddressed())
                .features(FeatureCodec.features(event.getFeatures(), event.getGpus()))
                .recipeDigest(new Sha256(event.getRecipeDigest()))
                .build();
    }

    private static List<Dependency> dependencies(Package event) {
        Map<String, Set<EdgeKind>> kinds = new TreeMap<>();
        event.getDependencies()
                .forEach(needed -> kinds.computeIfAbsent(needed.getAttribute(), first -> EnumSet.noneOf(EdgeKind.class))
                        .add(kind(needed.getKind())));
        return kinds.entrySet().stream()
                .map(entry -> new Dependency(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static EdgeKind kind(dev.tidemark.schemas.event.DependencyKind kind) {
        return switch (kind) {
            case BUILD -> EdgeKind.BUILD;
            case RUNTIME -> EdgeKind.RUNTIME;
            case CHECK -> EdgeKind.CHECK;
            case UNKNOWN -> throw new NewerEventException("a kind of dependency");
        };
    }

    private static Refusal refusal(dev.tidemark.schemas.event.Refusal event) {
        return new Refusal(
                switch (event.getKind()) {
                    case BROKEN -> Refusal.Kind.BROKEN;
                    case INSECURE -> Refusal.Kind.INSECURE;
                    case UNSUPPORTED -> Refusal.Kind.UNSUPPORTED;
                    case EVALUATION_FAILED -> Refusal.Kind.EVALUATION_FAILED;
                    case UNKNOWN -> throw new NewerEventException("a kind of refusal");
                },
                event.getReason());
    }
}
