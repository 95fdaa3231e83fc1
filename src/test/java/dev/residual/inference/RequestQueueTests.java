package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.preprocessing.InputImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests who is next, and who has to give way if there is no room. */
class RequestQueueTests {

  private static final int CAPACITY = 256;

  private final RequestQueue queue = new RequestQueue(CAPACITY);
  private final LoadedModel model = StubModel.model();
  private final InputImage image = StubModel.input(new byte[784]);
  private long arrivals;

  @Test
  void requestsOfOneClientAreComputedInTheirOrder() {
    PendingRequest first = add("a", 8);
    PendingRequest second = add("a", 1);
    PendingRequest third = add("a", 4);

    assertThat(takeAll()).containsExactly(first, second, third);
  }

  @Test
  void requestsOfManyClientsWithOneEachAreComputedInTheirOrder() {
    PendingRequest first = add("b", 64);
    PendingRequest second = add("a", 1);
    PendingRequest third = add("c", 1);

    assertThat(takeAll()).containsExactly(first, second, third);
  }

  @Test
  void clientWithOneImageWaitsForOneRequestOfAnotherAtMost() {
    PendingRequest large = add("flood", 64);
    PendingRequest larger = add("flood", 64);
    PendingRequest largest = add("flood", 64);
    assertThat(queue.takeBatch(8)).containsExactly(large);
    PendingRequest small = add("honest", 1);

    assertThat(takeAll()).containsExactly(small, larger, largest);
  }

  @Test
  void eachClientHasTheSameNumberOfImagesComputed() {
    for (int i = 0; i < 3; i++) {
      add("large", 8);
    }
    for (int i = 0; i < 24; i++) {
      add("small", 1);
    }

    List<PendingRequest> order = takeAll();

    int large = 0;
    int small = 0;
    for (PendingRequest request : order) {
      if (request.client().equals("large")) {
        large += request.size();
      } else {
        small += request.size();
      }
      assertThat(Math.abs(large - small)).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void clientThatPausesSavesNoTurns() {
    add("a", 1);
    queue.takeBatch(1);
    for (int i = 0; i < 4; i++) {
      add("b", 8);
    }
    queue.takeBatch(8);
    queue.takeBatch(8);
    PendingRequest ofA = add("a", 8);
    PendingRequest alsoOfA = add("a", 8);

    List<PendingRequest> order = takeAll();

    assertThat(order.indexOf(ofA)).isLessThan(2);
    assertThat(order.indexOf(alsoOfA)).isGreaterThan(1);
  }

  @Test
  void clientThatAlwaysHasOneRequestWaitingGetsNoMoreThanOthers() {
    for (int i = 0; i < 64; i++) {
      add("small", 1);
    }
    add("large", 32);
    queue.takeBatch(1);
    assertThat(queue.takeBatch(8)).extracting(PendingRequest::client).containsOnly("large");
    PendingRequest next = add("large", 32);

    List<PendingRequest> order = takeAll();

    assertThat(order.indexOf(next)).isGreaterThanOrEqualTo(30);
  }

  @Test
  void batchIsFilledWithRequestsOfAllClients() {
    PendingRequest first = add("a", 2);
    PendingRequest second = add("b", 2);
    PendingRequest third = add("a", 2);
    PendingRequest tooLarge = add("b", 4);
    PendingRequest last = add("b", 2);

    assertThat(queue.takeBatch(8)).containsExactly(first, second, third, last);
    assertThat(queue.takeBatch(8)).containsExactly(tooLarge);
  }

  @Test
  void clientBelowItsShareTakesThePlaceOfTheOneWithMost() {
    List<PendingRequest> flood = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      flood.add(add("flood", 64));
    }
    PendingRequest honest = request("honest", 1);
    assertThat(queue.add(honest)).isFalse();

    assertThat(queue.makeRoomFor(honest)).containsExactly(flood.get(3));
    assertThat(queue.add(honest)).isTrue();
    assertThat(queue.images()).isEqualTo(3 * 64 + 1);
  }

  @Test
  void clientWithItsShareTakesNoPlaceOfOthers() {
    for (int i = 0; i < 4; i++) {
      add("flood", 64);
    }

    assertThat(queue.makeRoomFor(request("flood", 1))).isEmpty();
    assertThat(queue.makeRoomFor(request("another", 129))).isEmpty();
    assertThat(queue.images()).isEqualTo(CAPACITY);
  }

  @Test
  void fullQueueOfManyClientsKeepsARequestOfEach() {
    for (int i = 0; i < CAPACITY; i++) {
      add("client " + i, 1);
    }

    assertThat(queue.makeRoomFor(request("one more", 1))).isEmpty();
  }

  /** Start-time fair queueing as its authors define it: by tags that requests get on arrival. */
  @Test
  void orderIsThatOfTheDefinition() {
    Random random = new Random(1);
    Map<PendingRequest, Long> startTags = new HashMap<>();
    Map<String, Long> finishTags = new HashMap<>();
    long virtualTime = 0;
    for (int step = 0; step < 2000; step++) {
      if (queue.isEmpty() || (random.nextBoolean() && queue.images() < CAPACITY - 8)) {
        PendingRequest added = add("client " + random.nextInt(6), 1 + random.nextInt(8));
        long start = Math.max(virtualTime, finishTags.getOrDefault(added.client(), 0L));
        startTags.put(added, start);
        finishTags.put(added.client(), start + added.size());
      } else {
        PendingRequest next =
            Collections.min(
                startTags.keySet(),
                Comparator.<PendingRequest>comparingLong(startTags::get)
                    .thenComparingLong(PendingRequest::arrived));
        assertThat(queue.takeBatch(1)).containsExactly(next);
        virtualTime = startTags.remove(next);
        if (startTags.isEmpty()) {
          finishTags.clear(); // a busy period has ended
        }
      }
    }
  }

  @Test
  void withdrawnAndAnsweredRequestsLeaveRoom() {
    PendingRequest withdrawn = add("a", 200);
    PendingRequest answered = add("b", 56);
    queue.remove(withdrawn);
    answered.answer().cancel(false);
    queue.dropExpired(System.nanoTime());

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.add(request("c", CAPACITY))).isTrue();
  }

  @Test
  void withdrawnRequestTakesNoTurnOfItsClient() {
    PendingRequest withdrawn = add("a", 64);
    PendingRequest later = add("a", 1);
    PendingRequest first = add("b", 8);
    PendingRequest second = add("b", 8);
    queue.remove(withdrawn);

    assertThat(takeAll()).containsExactly(later, first, second);
  }

  private PendingRequest add(String client, int images) {
    PendingRequest request = request(client, images);
    assertThat(queue.add(request)).isTrue();
    return request;
  }

  private PendingRequest request(String client, int images) {
    return new PendingRequest(
        model,
        client,
        Collections.nCopies(images, image),
        false,
        ++arrivals,
        Long.MAX_VALUE,
        new CompletableFuture<>());
  }

  /** Takes one request after another. */
  private List<PendingRequest> takeAll() {
    List<PendingRequest> order = new ArrayList<>();
    while (!queue.isEmpty()) {
      order.addAll(queue.takeBatch(1));
    }
    return order;
  }
}
