package io.deptracker.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps its objects in the cluster state, reduced to what is used of them. It returns objects
 * that have their name and nothing else, which is enough for an informer without handlers.
 *
 * @param <T> the objects
 */
abstract class ReducedStore<T extends HasMetadata> implements ItemStore<T> {
    private final Predicate<String> namespaces;
    private final AtomicLong received = new AtomicLong();
    private volatile boolean closed;

    /**
     * @param namespaces the namespaces whose objects it holds. Objects of namespaces that other stores hold must not
     *     count as missing; objects of namespaces that no store holds are dropped at once
     */
    ReducedStore(Predicate<String> namespaces) {
        this.namespaces = namespaces;
    }

    /** Stops accepting and returning objects: another store of the same objects has replaced it. */
    final void close() {
        closed = true;
    }

    /** Returns how many objects the informer has received so far, counting each arrival. */
    final long received() {
        return received.get();
    }

    /** Stores an object, and returns whether there was one of its name. */
    abstract boolean store(T object);

    /** Removes an object, and returns whether there was one. */
    abstract boolean drop(String namespace, String name);

    abstract boolean contains(String namespace, String name);

    /** Returns the names of all objects, as namespace/name, with an empty namespace for objects without one. */
    abstract List<String> keys();

    abstract T empty();

    @Override
    public final String getKey(T object) {
        return Objects.requireNonNullElse(object.getMetadata().getNamespace(), "") + "/"
                + object.getMetadata().getName();
    }

    @Override
    public final @Nullable T put(String key, T object) {
        received.incrementAndGet();
        return !closed && namespaces.test(namespace(key)) && store(object) ? stub(key) : null;
    }

    @Override
    public final @Nullable T remove(String key) {
        return !closed && drop(namespace(key), name(key)) ? stub(key) : null;
    }

    @Override
    public final @Nullable T get(String key) {
        return contains(namespace(key), name(key)) ? stub(key) : null;
    }

    @Override
    public final Stream<String> keySet() {
        return closed ? Stream.empty() : keys().stream().filter(key -> namespaces.test(namespace(key)));
    }

    @Override
    public final Stream<T> values() {
        return keySet().map(this::stub);
    }

    @Override
    public final int size() {
        return (int) keySet().count();
    }

    private T stub(String key) {
        T object = empty();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace(key))
                .withName(name(key))
                .build());
        return object;
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String name(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
