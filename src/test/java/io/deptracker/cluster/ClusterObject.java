package io.deptracker.cluster;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a {@link SimulatedCluster}, reduced to what decides about records. */
sealed interface ClusterObject {
    ObjectKey key();

    /** Returns the controller that the object names, or null if it has none. */
    @Nullable
    Controller controller();

    /** The name of an object; a kind that is not one of Kubernetes' own has its API group after a dot. */
    record ObjectKey(String kind, String namespace, String name) {}

    /** A controller. Its uid distinguishes it from a later one of its name, as in the garbage collector. */
    record Controller(String kind, String name, int uid) {
        /** Returns what a pod names that a kubelet runs from a file. */
        static Controller node(String name) {
            return new Controller("Node", name, 0);
        }

        boolean isNode() {
            return kind.equals("Node");
        }
    }

    /** An object that owns others. */
    record Owner(ObjectKey key, int uid, @Nullable Controller controller, int revision, Map<String, String> annotations)
            implements ClusterObject {
        Controller asController() {
            return new Controller(key.kind(), key.name(), uid);
        }

        Owner under(@Nullable Controller another) {
            return new Owner(key, uid, another, revision, annotations);
        }

        Owner ofRevision(int another) {
            return new Owner(key, uid, controller, another, annotations);
        }

        Owner annotated(Map<String, String> others) {
            return new Owner(key, uid, controller, revision, others);
        }
    }

    enum Life {
        PENDING,
        RUNNING,
        SUCCEEDED,
        FAILED
    }

    /** A container of a template or a pod; only a pod's has a digest, once its image is pulled. */
    record Box(
            String name,
            String image,
            boolean init,
            @Nullable String digest) {
        Box running(@Nullable String pulled) {
            return new Box(name, image, init, pulled);
        }
    }

    /** A pod; its template is a number, by which the controller recognizes old pods. */
    record Pod(
            ObjectKey key,
            @Nullable Controller controller,
            @Nullable String hash,
            int createdAt,
            int template,
            Life life,
            boolean terminating,
            List<Box> boxes,
            Map<String, String> annotations)
            implements ClusterObject {
        Pod under(@Nullable Controller another) {
            return new Pod(key, another, hash, createdAt, template, life, terminating, boxes, annotations);
        }

        Pod living(Life now) {
            return new Pod(key, controller, hash, createdAt, template, now, terminating, boxes, annotations);
        }

        Pod toEnd() {
            return new Pod(key, controller, hash, createdAt, template, life, true, boxes, annotations);
        }

        Pod with(List<Box> others) {
            return new Pod(key, controller, hash, createdAt, template, life, terminating, others, annotations);
        }

        Pod annotated(Map<String, String> others) {
            return new Pod(key, controller, hash, createdAt, template, life, terminating, boxes, others);
        }

        /** Returns whether the pod has neither ended nor is being deleted. */
        boolean isActive() {
            return !terminating && (life == Life.PENDING || life == Life.RUNNING);
        }
    }
}
