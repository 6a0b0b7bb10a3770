package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects that exist in a {@link MiniCluster}. Every change is written to the sink at once. */
final class LiveObjects {
    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Map<String, HasMetadata> objects = new LinkedHashMap<>();
    private final ObjectSink sink;
    private final Clock clock;
    private Instant last = Instant.EPOCH;
    private int made;

    LiveObjects(ObjectSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** Returns an instant later than every one before, in whole seconds, since Kubernetes writes them so. */
    Instant tick() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        last = now.isAfter(last) ? now : last.plusSeconds(1);
        return last;
    }

    /** Returns metadata for a new object, whose namespace is created if necessary. */
    ObjectMeta metadata(@Nullable String namespace, String name, @Nullable HasMetadata owner) {
        if (namespace != null && find("Namespace", "", namespace).isEmpty()) {
            create(new NamespaceBuilder()
                    .withMetadata(metadata(null, namespace, null))
                    .withNewStatus()
                    .withPhase("Active")
                    .endStatus()
                    .build());
        }
        made++;
        String seed = namespace + "/" + name + "/" + made;
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid(UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .withGeneration(1L)
                .withCreationTimestamp(tick().toString())
                .build();
        if (owner != null) {
            metadata.setOwnerReferences(List.of(new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build()));
        }
        return metadata;
    }

    <T extends HasMetadata> T create(T object) {
        if (objects.containsKey(key(object))) {
            throw new IllegalStateException("exists already: " + key(object));
        }
        return put(object);
    }

    /** Changes a copy of the object as it is now. */
    <T extends HasMetadata> T edit(T object, Consumer<T> change) {
        T copy = serialization.clone(current(object));
        change.accept(copy);
        return put(copy);
    }

    void remove(HasMetadata object) {
        HasMetadata removed = current(object);
        objects.remove(key(object));
        sink.delete(removed);
    }

    @SuppressWarnings("unchecked") // The key contains the kind.
    <T extends HasMetadata> T current(T object) {
        return (T)
                get(object.getKind(), namespaceOf(object), object.getMetadata().getName());
    }

    HasMetadata get(String kind, String namespace, String name) {
        return find(kind, namespace, name)
                .orElseThrow(() -> new IllegalArgumentException("no " + key(kind, namespace, name)));
    }

    Optional<HasMetadata> find(String kind, String namespace, String name) {
        return Optional.ofNullable(objects.get(key(kind, namespace, name)));
    }

    /** Returns the objects of an owner, the oldest first. */
    <T extends HasMetadata> List<T> ownedBy(HasMetadata owner, Class<T> type) {
        String uid = owner.getMetadata().getUid();
        return objects.values().stream()
                .filter(type::isInstance)
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> reference.getUid().equals(uid)))
                .map(type::cast)
                .toList();
    }

    List<HasMetadata> inNamespace(String namespace) {
        return objects.values().stream()
                .filter(object -> namespaceOf(object).equals(namespace))
                .toList();
    }

    private <T extends HasMetadata> T put(T object) {
        objects.put(key(object), object);
        sink.put(object);
        return object;
    }

    private static String namespaceOf(HasMetadata object) {
        @Nullable String namespace = object.getMetadata().getNamespace();
        return namespace == null ? "" : namespace;
    }

    private static String key(HasMetadata object) {
        return key(object.getKind(), namespaceOf(object), object.getMetadata().getName());
    }

    private static String key(String kind, String namespace, String name) {
        return kind + " " + namespace + "/" + name;
    }
}
