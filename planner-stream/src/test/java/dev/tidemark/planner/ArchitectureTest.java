package dev.tidemark.planner;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

@AnalyzeClasses(packages = "dev.tidemark.planner", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String[] CORES = {
        "dev.tidemark.planner.build",
        "dev.tidemark.planner.policy",
        "dev.tidemark.planner.admit",
        "dev.tidemark.planner.wave",
        "dev.tidemark.planner.dispatch"
    };

    /** No Kafka, no Avro, no files, no threads, no logging: only values and what Java computes with. */
    @ArchTest
    static final ArchRule the_cores_are_pure = classes()
            .that()
            .resideInAnyPackage(CORES)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "dev.tidemark.planner.build",
                            "dev.tidemark.planner.policy",
                            "dev.tidemark.planner.admit",
                            "dev.tidemark.planner.wave",
                            "dev.tidemark.planner.dispatch",
                            "dev.tidemark.graph",
                            "dev.tidemark.graph.impact",
                            "dev.tidemark.schemas.identity",
                            "java.lang",
                            "java.lang.annotation",
                            "java.lang.invoke",
                            "java.lang.runtime",
                            "java.time",
                            "java.util",
                            "java.util.function",
                            "java.util.regex",
                            "java.util.stream",
                            "org.jspecify.annotations")
                    .or(type(URI.class)) // A value; nothing is opened.
                    .or(type(URISyntaxException.class)));

    @ArchTest
    static final ArchRule the_cores_see_no_clock = noClasses()
            .that()
            .resideInAnyPackage(CORES)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule the_cores_print_and_roll_no_dice = noClasses()
            .that()
            .resideInAnyPackage(CORES)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.UUID");

    @ArchTest
    static final ArchRule the_stages_share_builds_and_the_policy_and_nothing_else = slices().matching(
                    "dev.tidemark.planner.(*)..")
            .namingSlices("$1")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    resideInAnyPackage(
                            "dev.tidemark.planner.codec",
                            "dev.tidemark.planner.topology",
                            "dev.tidemark.planner.kafka"),
                    alwaysTrue())
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.tidemark.planner.build"))
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.tidemark.planner.policy"));

    /** Shells read keys off whole events and pass them on; what is in them is the codec's business. */
    @ArchTest
    static final ArchRule only_the_codec_and_the_shells_see_events = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tidemark.planner.codec", "dev.tidemark.planner.topology", "dev.tidemark.planner.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event", "dev.tidemark.schemas.store", "org.apache.avro..");

    @ArchTest
    static final ArchRule the_codec_knows_no_kafka = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.planner.codec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule it_knows_no_other_service = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.agent..", "dev.tidemark.notifier..", "dev.tidemark.intake..", "dev.tidemark.cli..");
}
