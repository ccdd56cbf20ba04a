package dev.tidemark.notifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;

@AnalyzeClasses(packages = "dev.tidemark.notifier", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String[] CORE = {"dev.tidemark.notifier.breakage", "dev.tidemark.notifier.people"};

    /** No Kafka, no Avro, no files, no threads, no logging: only values and what Java computes with. */
    @ArchTest
    static final ArchRule the_core_is_pure = classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.notifier.breakage",
                    "dev.tidemark.notifier.people",
                    "dev.tidemark.schemas.identity",
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.time",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.annotations");

    @ArchTest
    static final ArchRule the_core_sees_no_clock = noClasses()
            .that()
            .resideInAnyPackage(CORE)
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
    static final ArchRule the_core_prints_and_rolls_no_dice = noClasses()
            .that()
            .resideInAnyPackage(CORE)
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

    /** Shells read keys off whole events and pass them on; what is in them is the codec's business. */
    @ArchTest
    static final ArchRule only_the_codec_and_the_shells_see_events = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.tidemark.notifier.codec",
                    "dev.tidemark.notifier.topology",
                    "dev.tidemark.notifier.kafka",
                    "dev.tidemark.notifier.courier..",
                    "dev.tidemark.notifier.http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event", "dev.tidemark.schemas.store", "org.apache.avro..");

    @ArchTest
    static final ArchRule one_package_speaks_to_github = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tidemark.notifier.courier.github")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.kohsuke.github..");

    @ArchTest
    static final ArchRule it_knows_no_other_service = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tidemark.agent..", "dev.tidemark.planner..", "dev.tidemark.intake..", "dev.tidemark.cli..");

    /** What an event calls a job or a domain becomes an identity in one place for all services: IdentityCodec. */
    @ArchTest
    static final ArchRule identities_are_read_in_one_place = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.tidemark.schemas.event.Variant")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.tidemark.schemas.event.Trust");
}
