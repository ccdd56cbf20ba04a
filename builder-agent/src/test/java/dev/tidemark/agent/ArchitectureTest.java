package dev.tidemark.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tidemark.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule each_layer_uses_those_below_it = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("agent")
            .definedBy("dev.tidemark.agent")
            .layer("kafka")
            .definedBy("dev.tidemark.agent.kafka")
            .layer("codec")
            .definedBy("dev.tidemark.agent.codec")
            .layer("attempt")
            .definedBy("dev.tidemark.agent.attempt")
            .layer("build")
            .definedBy("dev.tidemark.agent.build")
            .layer("store")
            .definedBy("dev.tidemark.agent.store")
            .layer("machine")
            .definedBy("dev.tidemark.agent.machine")
            .layer("sandbox")
            .definedBy("dev.tidemark.agent.sandbox")
            .layer("fetch")
            .definedBy("dev.tidemark.agent.fetch")
            .layer("process")
            .definedBy("dev.tidemark.agent.process")
            .layer("prepare")
            .definedBy("dev.tidemark.agent.prepare")
            .layer("nix")
            .definedBy("dev.tidemark.agent.nix")
            .layer("gpu")
            .definedBy("dev.tidemark.agent.gpu")
            .layer("log")
            .definedBy("dev.tidemark.agent.log")
            .whereLayer("agent")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("kafka")
            .mayOnlyBeAccessedByLayers("agent")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers("agent", "kafka")
            .whereLayer("attempt")
            .mayOnlyBeAccessedByLayers("agent", "kafka", "codec")
            .whereLayer("build")
            .mayOnlyBeAccessedByLayers("agent", "codec", "attempt", "prepare", "nix", "gpu")
            .whereLayer("prepare")
            .mayOnlyBeAccessedByLayers("agent", "nix")
            .whereLayer("nix")
            .mayOnlyBeAccessedByLayers("agent")
            .whereLayer("gpu")
            .mayOnlyBeAccessedByLayers("agent", "codec")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("agent", "build", "prepare", "nix")
            .whereLayer("machine")
            .mayOnlyBeAccessedByLayers("agent", "codec", "attempt")
            .whereLayer("sandbox")
            .mayOnlyBeAccessedByLayers("agent", "build", "nix")
            .whereLayer("fetch")
            .mayOnlyBeAccessedByLayers("nix")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("agent", "kafka", "codec", "build", "prepare", "nix")
            .whereLayer("process")
            .mayOnlyBeAccessedByLayers("agent", "build", "prepare", "nix");

    @ArchTest
    static final ArchRule only_the_codec_sees_events = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tidemark.agent.codec")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.tidemark.schemas.event..", "org.apache.avro..");

    @ArchTest
    static final ArchRule only_the_shell_and_the_codec_see_kafka = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.tidemark.agent.attempt..",
                    "dev.tidemark.agent.build..",
                    "dev.tidemark.agent.log..",
                    "dev.tidemark.agent.store..",
                    "dev.tidemark.agent.prepare..",
                    "dev.tidemark.agent.nix..",
                    "dev.tidemark.agent.gpu..",
                    "dev.tidemark.agent.machine..",
                    "dev.tidemark.agent.sandbox..",
                    "dev.tidemark.agent.fetch..",
                    "dev.tidemark.agent.process..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..", "dev.tidemark.schemas.wire..", "dev.tidemark.schemas.catalogue..");

    @ArchTest
    static final ArchRule what_follows_from_an_event_is_decided_without_the_world = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.agent.attempt")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.util.concurrent..", "org.slf4j..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    @ArchTest
    static final ArchRule a_log_is_cut_into_chunks_without_the_world = noClasses()
            .that()
            .resideInAPackage("dev.tidemark.agent.log")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..", "org.slf4j..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

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
