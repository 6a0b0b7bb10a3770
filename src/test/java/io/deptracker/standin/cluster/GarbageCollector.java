package io.deptracker.standin.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** A garbage collector: deletes objects and what they own. */
final class GarbageCollector {
    private final LiveObjects live;
    private final Kubelet kubelet;

    GarbageCollector(LiveObjects live, Kubelet kubelet) {
        this.live = live;
        this.kubelet = kubelet;
    }

    void delete(HasMetadata object, Propagation propagation) {
        List<HasMetadata> dependents = live.ownedBy(object, HasMetadata.class);
        switch (propagation) {
            case BACKGROUND -> {
                removeOne(object);
                dependents.forEach(dependent -> delete(dependent, Propagation.BACKGROUND));
            }
            case FOREGROUND -> {
                if (!dependents.isEmpty()) {
                    markForDeletion(object, "foregroundDeletion");
                    dependents.forEach(dependent -> delete(dependent, Propagation.FOREGROUND));
                }
                removeOne(object);
            }
            case ORPHAN -> {
                markForDeletion(object, "orphan");
                dependents.forEach(dependent -> disown(object, dependent));
                live.remove(object);
            }
        }
    }

    void deleteNamespace(String namespace) {
        HasMetadata object = live.get("Namespace", "", namespace);
        live.edit((Namespace) object, terminating -> {
            terminating.getMetadata().setDeletionTimestamp(live.tick().toString());
            terminating.getStatus().setPhase("Terminating");
        });
        for (HasMetadata content : live.inNamespace(namespace)) {
            if (live.find(content.getKind(), namespace, content.getMetadata().getName())
                    .isPresent()) {
                delete(content, Propagation.BACKGROUND);
            }
        }
        live.remove(object);
    }

    private void removeOne(HasMetadata object) {
        if (object instanceof Pod pod) {
            kubelet.terminate(pod);
        } else {
            live.remove(object);
        }
    }

    private void markForDeletion(HasMetadata object, String finalizer) {
        live.edit(object, marked -> {
            marked.getMetadata().setDeletionTimestamp(live.tick().toString());
            marked.getMetadata().setFinalizers(List.of(finalizer));
        });
    }

    private void disown(HasMetadata owner, HasMetadata dependent) {
        live.edit(dependent, orphan -> {
            var owners = new ArrayList<>(orphan.getMetadata().getOwnerReferences());
            owners.removeIf(
                    reference -> reference.getUid().equals(owner.getMetadata().getUid()));
            orphan.getMetadata().setOwnerReferences(owners);
        });
    }
}
