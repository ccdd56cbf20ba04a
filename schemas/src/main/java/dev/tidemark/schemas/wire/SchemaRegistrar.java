package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.history.SchemaVersion;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a registry server with the schemas' history, and puts there what is missing. Blocking; several at once do no
 * harm. Nothing is ever deleted there.
 */
public final class SchemaRegistrar {

    private final RegistrySettings settings;

    /** @param settings of a server; without one there is nothing that could differ */
    public SchemaRegistrar(RegistrySettings settings) {
        this.settings = settings;
    }

    /**
     * What is not as this release wants it, in the catalogue's order. Changes nothing. What a newer release has registered
     * is no difference.
     *
     * @throws RegistryException when the server cannot be asked
     */
    public List<SchemaDifference> differences() throws RegistryException {
        if (!settings.hasServer()) {
            return List.of();
        }
        List<SchemaDifference> differences = new ArrayList<>();
        try (SchemaRegistryClient client = settings.newClient()) {
            for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
                for (SchemaVersion version : SchemaHistory.of(entry.subject())) {
                    if (!knows(client, version)) {
                        differences.add(new SchemaDifference.Missing(version));
                    }
                }
                compatibility(client, entry).ifPresent(differences::add);
            }
        } catch (IOException e) {
            throw RegistryFailure.unreachable(settings, e);
        } catch (RestClientException e) {
            throw RegistryFailure.refused(settings, "to tell which schemas it has", e);
        }
        return differences;
    }

    /**
     * Registers every version that is missing, oldest first, and sets the levels of compatibility.
     *
     * @return what was mended
     * @throws RegistryException when the server cannot be asked or refuses a schema; what it took before stays, and
     *     registering again goes on from there
     */
    public List<SchemaDifference> register() throws RegistryException {
        if (!settings.hasServer()) {
            return List.of();
        }
        List<SchemaDifference> mended = new ArrayList<>();
        try (SchemaRegistryClient client = settings.newClient()) {
            for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
                mended.addAll(register(client, entry));
            }
        } catch (IOException e) {
            throw RegistryFailure.unreachable(settings, e);
        }
        return mended;
    }

    /** The level comes first, so that the server judges every version; some servers take it only once there is one. */
    private List<SchemaDifference> register(SchemaRegistryClient client, SchemaCatalogue.Entry entry)
            throws IOException, RegistryException {
        List<SchemaDifference> mended = new ArrayList<>(hold(client, entry, false));
        for (SchemaVersion version : SchemaHistory.of(entry.subject())) {
            try {
                if (!knows(client, version)) {
                    client.register(version.subject(), new AvroSchema(version.schema()));
                    mended.add(new SchemaDifference.Missing(version));
                }
            } catch (RestClientException e) {
                throw RegistryFailure.refused(
                        settings, "%s version %d".formatted(version.subject(), version.version()), e);
            }
        }
        mended.addAll(hold(client, entry, true));
        return mended;
    }

    private List<SchemaDifference> hold(SchemaRegistryClient client, SchemaCatalogue.Entry entry, boolean last)
            throws IOException, RegistryException {
        try {
            Optional<SchemaDifference> level = compatibility(client, entry);
            if (level.isPresent()) {
                client.updateCompatibility(entry.subject(), entry.audience().compatibility());
            }
            return level.stream().toList();
        } catch (RestClientException e) {
            if (RegistryFailure.isUnknownSchema(e) && !last) {
                return List.of();
            }
            throw RegistryFailure.refused(
                    settings,
                    "to hold %s to %s"
                            .formatted(entry.subject(), entry.audience().compatibility()),
                    e);
        }
    }

    private static boolean knows(SchemaRegistryClient client, SchemaVersion version)
            throws IOException, RestClientException {
        try {
            client.getId(version.subject(), new AvroSchema(version.schema()));
            return true;
        } catch (RestClientException e) {
            if (RegistryFailure.isUnknownSchema(e)) {
                return false;
            }
            throw e;
        }
    }

    private static Optional<SchemaDifference> compatibility(SchemaRegistryClient client, SchemaCatalogue.Entry entry)
            throws IOException, RestClientException {
        String wanted = entry.audience().compatibility();
        String present = level(client, entry.subject());
        return present.equals(wanted)
                ? Optional.empty()
                : Optional.of(new SchemaDifference.Compatibility(entry.subject(), present, wanted));
    }

    private static String level(SchemaRegistryClient client, String subject) throws IOException, RestClientException {
        try {
            return client.getCompatibility(subject);
        } catch (RestClientException e) {
            if (RegistryFailure.isUnknownSchema(e)) {
                return "not set";
            }
            throw e;
        }
    }
}
