package dev.tidemark.intake;

import dev.tidemark.intake.GraphDraft.Taken;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the packages of a draft have to do with each other, once all are there. Belongs to one thread. */
final class DraftedEdges {

    /** A sentinel that does not depend on what it is to test. Only ever asked whether it contains something. */
    private final Set<Test> idle = new HashSet<>();

    private final Map<String, Taken> taken;
    private final Set<String> broken;
    private final ProblemTally problems;
    private final PackageBinary binary;
    /** Only ever asked whose an alias is. */
    private final Map<String, String> aliases = new HashMap<>();

    private long count;
    private long toBroken;
    private long aliasesOfOthers;
    private String anAliasOfOthers = "";

    private record Test(String sentinel, String tested) {}

    /**
     * @param broken attributes of packages that are not among the taken; to need them is no problem of its own
     * @param tested by sentinel: which packages name it as theirs
     */
    DraftedEdges(
            Map<String, Taken> taken,
            Set<String> broken,
            Map<String, List<String>> tested,
            ProblemTally problems,
            PackageBinary binary) {
        this.taken = taken;
        this.broken = broken;
        this.problems = problems;
        this.binary = binary;
        tested.forEach(this::findIdle);
    }

    /** Each sentinel is unpacked once, however many packages share it. */
    private void findIdle(String sentinel, List<String> tested) {
        Taken test = taken.get(sentinel);
        if (test != null) {
            Set<String> needed = binary.decode(test.avro()).getDependencies().stream()
                    .map(Dependency::getAttribute)
                    .collect(Collectors.toSet());
            tested.stream()
                    .filter(attribute -> !needed.contains(attribute))
                    .forEach(attribute -> idle.add(new Test(sentinel, attribute)));
        }
    }

    /**
     * The package without the edges, sentinels and aliases that it cannot have. Each is a problem, save for aliases: who
     * asks for a package by one of two names gets the package, and of two packages the first in alphabetical order.
     *
     * @param attribute of a package that was taken; later ones than in every earlier call
     */
    PackedPackage settle(String attribute) {
        Taken mine = get(attribute);
        Package node = binary.decode(mine.avro());
        List<Dependency> dependencies = node.getDependencies().stream()
                .filter(edge -> leadsSomewhere(attribute, edge.getAttribute(), mine.origin()))
                .toList();
        count += dependencies.stream().map(Dependency::getAttribute).distinct().count();
        List<String> sentinels = node.getSentinels().stream()
                .filter(sentinel -> tests(sentinel, attribute, mine.origin()))
                .toList();
        List<String> others = node.getAliases().stream()
                .filter(alias -> isFree(alias, attribute))
                .toList();
        boolean whole = dependencies.size() == node.getDependencies().size()
                && sentinels.size() == node.getSentinels().size()
                && others.size() == node.getAliases().size();
        return new PackedPackage(
                attribute,
                whole
                        ? mine.avro()
                        : binary.encode(Package.newBuilder(node)
                                .setDependencies(dependencies)
                                .setSentinels(sentinels)
                                .setAliases(others)
                                .build()));
    }

    private Taken get(String attribute) {
        Taken found = taken.get(attribute);
        if (found == null) {
            throw new AssertionError(attribute + " was not taken");
        }
        return found;
    }

    private boolean leadsSomewhere(String from, String to, Origin origin) {
        if (from.equals(to)) {
            problems.add(origin, "the package %s depends on itself".formatted(from));
            return false;
        }
        if (taken.containsKey(to)) {
            return true;
        }
        if (broken.contains(to)) {
            toBroken++;
        } else {
            problems.add(
                    origin,
                    "the package %s depends on \"%s\", which is not in the set".formatted(from, Texts.shown(to)));
        }
        return false;
    }

    private boolean tests(String sentinel, String tested, Origin origin) {
        if (!taken.containsKey(sentinel)) {
            if (!broken.contains(sentinel)) {
                problems.add(
                        origin, "the sentinel \"%s\" of %s is not in the set".formatted(Texts.shown(sentinel), tested));
            }
            return false;
        }
        if (idle.contains(new Test(sentinel, tested))) {
            problems.add(
                    origin, "the sentinel %s of %s does not depend on what it is to test".formatted(sentinel, tested));
            return false;
        }
        return true;
    }

    private boolean isFree(String alias, String attribute) {
        if (alias.equals(attribute)) {
            return false;
        }
        String owner = taken.containsKey(alias) ? alias : aliases.putIfAbsent(alias, attribute);
        if (owner == null) {
            return true;
        }
        aliasesOfOthers++;
        anAliasOfOthers = anAliasOfOthers.isEmpty() ? "%s of %s".formatted(alias, attribute) : anAliasOfOthers;
        return false;
    }

    /** Edges so far; two reasons for one are one. */
    long count() {
        return count;
    }

    /** What was left out and is no problem of its own. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (toBroken > 0) {
            notes.add("%,d dependencies on packages that are themselves left out".formatted(toBroken));
        }
        if (aliasesOfOthers > 0) {
            notes.add("%,d aliases that other packages go by, such as %s".formatted(aliasesOfOthers, anAliasOfOthers));
        }
        return notes;
    }
}
