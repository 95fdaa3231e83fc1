package dev.residual.inference;

import dev.residual.model.ModelStore;
import dev.residual.model.RegisteredModel;
import dev.residual.torch.Devices;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The models in memory: read when first asked for, and put away when too many others were. One that
 * is answering is put away afterwards.
 */
@Component
class Classifiers {

  private final Function<RegisteredModel, Classifier> reader;
  private final Clock clock;

  /** The one asked for longest ago comes first. */
  private final Map<UUID, Place> places = new LinkedHashMap<>(16, 0.75f, true);

  private int capacity;

  @Autowired
  Classifiers(ModelStore store, Devices devices, ServingSettings settings, Clock clock) {
    this(model -> new Classifier(model, store, devices.forServing()), settings.models(), clock);
  }

  Classifiers(Function<RegisteredModel, Classifier> reader, int capacity, Clock clock) {
    this.reader = reader;
    this.capacity = capacity;
    this.clock = clock;
  }

  /**
   * What one model says to some pictures; on a thread whose grad mode is off.
   *
   * @throws dev.residual.model.ArtifactException if its weights are gone or damaged
   */
  Answer ask(RegisteredModel model, List<byte[]> pictures) {
    Place place = take(model.id());
    try {
      Classifier classifier = place.filled(() -> reader.apply(model), clock.instant());
      return new Answer(classifier.labels(), classifier.probabilities(pictures));
    } finally {
      giveBack(place);
    }
  }

  private synchronized Place take(UUID id) {
    Place place = places.computeIfAbsent(id, unknown -> new Place());
    place.users++;
    clearSurplus();
    return place;
  }

  private synchronized void giveBack(Place place) {
    place.users--;
    clearSurplus();
  }

  private void clearSurplus() {
    Iterator<Place> oldestFirst = places.values().iterator();
    while (places.size() > capacity && oldestFirst.hasNext()) {
      Place place = oldestFirst.next();
      if (place.users == 0) {
        place.clear();
        oldestFirst.remove();
      }
    }
  }

  @PreDestroy
  synchronized void close() {
    capacity = 0;
    clearSurplus();
  }
}
