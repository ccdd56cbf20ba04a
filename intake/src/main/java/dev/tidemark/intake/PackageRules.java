package dev.tidemark.intake;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.set.Features;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a package must be by itself, whatever else there is in its set; and the order that its lists have on the topic. */
final class PackageRules {

    private static final int LONGEST_TEXT = 300;
    private static final int LONGEST_REASON = 1_000;
    private static final Comparator<Dependency> BY_ATTRIBUTE =
            Comparator.comparing(Dependency::getAttribute).thenComparing(Dependency::getKind);
    private static final Comparator<Refusal> BY_KIND =
            Comparator.comparing(Refusal::getKind).thenComparing(Refusal::getReason);

    private PackageRules() {}

    /** Why it cannot be a package of the set, as a part of a sentence; empty when it can. */
    static Optional<String> flaw(String set, Package node) {
        if (!node.getSet().equals(set)) {
            return Optional.of("it is of the set \"%s\", not of %s".formatted(Texts.shown(node.getSet()), set));
        }
        return misnamed(set, node.getAttribute())
                .or(() -> node.getAliases().stream()
                        .flatMap(alias -> misnamed(set, alias).stream())
                        .findFirst())
                .or(() -> unusable("pname", node.getPname(), 1))
                .or(() -> unusable("version", node.getVersion(), 0))
                .or(() -> unusable("maintainer", node.getMaintainers()))
                .or(() -> unusable("team", node.getTeams()))
                .or(() -> systems(node.getSystems()))
                .or(() -> node.getFeatures().stream()
                        .flatMap(feature -> Features.problem(feature).stream())
                        .findFirst())
                .or(() -> invalid(() -> FeatureCodec.features(node.getFeatures(), node.getGpus())))
                .or(() -> invalid(() -> new Sha256(node.getRecipeDigest()))
                        .map(reason -> "the recipe digest is " + reason))
                .or(() -> unknownKinds(node));
    }

    private static Optional<String> systems(List<String> systems) {
        if (systems.isEmpty()) {
            return Optional.of("it is built for no system");
        }
        return systems.stream()
                .flatMap(system -> invalid(() -> new Pool(system, TrustDomain.FREE)).stream())
                .findFirst();
    }

    private static Optional<String> unknownKinds(Package node) {
        boolean unknown = node.getDependencies().stream().anyMatch(edge -> edge.getKind() == DependencyKind.UNKNOWN)
                || node.getRefusals().stream().anyMatch(refusal -> refusal.getKind() == RefusalKind.UNKNOWN);
        return unknown ? Optional.of("a dependency or a refusal of it is of no known kind") : Optional.empty();
    }

    private static Optional<String> unusable(String what, List<String> texts) {
        return texts.stream().flatMap(text -> unusable(what, text, 1).stream()).findFirst();
    }

    private static Optional<String> unusable(String what, String text, int shortest) {
        if (text.length() < shortest) {
            return Optional.of("its %s is empty".formatted(what));
        }
        if (text.length() > LONGEST_TEXT) {
            return Optional.of(
                    "its %s has %,d characters: at most %d are taken".formatted(what, text.length(), LONGEST_TEXT));
        }
        return Texts.controls(text)
                ? Optional.of("its %s \"%s\" has a control character in it".formatted(what, Texts.shown(text)))
                : Optional.empty();
    }

    private static Optional<String> misnamed(String set, String attribute) {
        return attribute.equals(PackageId.WORKSPACE) || PackageId.isSource(attribute)
                ? Optional.of("the name %s is not a package's".formatted(attribute))
                : invalid(() -> new PackageId(set, attribute));
    }

    private static Optional<String> invalid(Runnable identity) {
        try {
            identity.run();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The same package with its lists as the contract orders them, and the reasons of its refusals on one line each. */
    static Package ordered(Package node) {
        return Package.newBuilder(node)
                .setSystems(sorted(node.getSystems()))
                .setDependencies(node.getDependencies().stream()
                        .sorted(BY_ATTRIBUTE)
                        .distinct()
                        .toList())
                .setMaintainers(node.getMaintainers().stream().distinct().toList())
                .setTeams(node.getTeams().stream().distinct().toList())
                .setFeatures(sorted(node.getFeatures()))
                .setAliases(sorted(node.getAliases()))
                .setSentinels(sorted(node.getSentinels()))
                .setRefusals(node.getRefusals().stream()
                        .map(refusal -> new Refusal(refusal.getKind(), reason(refusal.getReason())))
                        .sorted(BY_KIND)
                        .distinct()
                        .toList())
                .build();
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().distinct().toList();
    }

    private static String reason(String text) {
        String line = Texts.oneLine(text);
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
    }
}
