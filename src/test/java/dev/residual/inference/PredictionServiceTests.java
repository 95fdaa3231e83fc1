package dev.residual.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Answers.RETURNS_DEEP_STUBS;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willDoNothing;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

import dev.residual.model.Manifest;
import dev.residual.model.RegisteredModel;
import dev.residual.model.StoredModel;
import dev.residual.preprocessing.InputImage;
import dev.residual.web.ClientConnection;
import dev.residual.web.ClientGoneException;
import dev.residual.web.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Tests requests that cannot be answered in time. */
class PredictionServiceTests {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final List<InputImage> IMAGES = List.of(StubModel.input(new byte[784]));

  private final ModelResolver resolver = mock();
  private final ModelCache models = mock();
  private final DynamicBatcher batcher = mock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LoadedModel loaded = StubModel.model();
  private final AtomicBoolean released = new AtomicBoolean();
  private final PredictionService service = service(Duration.ofMillis(50));

  @AfterEach
  void resetRequest() {
    RequestContextHolder.resetRequestAttributes();
  }

  @BeforeEach
  void serveModel() throws Exception {
    RegisteredModel model =
        new RegisteredModel(
            UUID.randomUUID(),
            "resnet18",
            0.9,
            new StoredModel("key", mock(Manifest.class, RETURNS_DEEP_STUBS)));
    given(resolver.find("default")).willReturn(Optional.of(model));
    willAnswer(call -> call.<PendingRequest>getArgument(0).answer().cancel(false))
        .given(batcher)
        .withdraw(any());
    given(models.acquire(any(), any()))
        .willReturn(
            new ModelCache.Lease() {
              @Override
              public LoadedModel model() {
                return loaded;
              }

              @Override
              public void close() {
                released.set(true);
              }
            });
  }

  @Test
  void fullQueueIsReportedAsOverloaded() {
    given(batcher.offer(any())).willReturn(false);

    assertOverloaded("Too many images wait", "queue_full");
  }

  @Test
  void lackOfThreadsIsReportedAsOverloaded() {
    given(batcher.offer(any())).willThrow(new OutOfMemoryError("unable to create native thread"));

    assertOverloaded("too few threads", "out_of_memory");
  }

  @Test
  void lackOfMemoryIsReportedAsOverloaded() {
    given(batcher.offer(any()))
        .willAnswer(
            call ->
                call.<PendingRequest>getArgument(0)
                    .answer()
                    .completeExceptionally(new OutOfMemoryError("Java heap space")));

    assertOverloaded("too little memory", "out_of_memory");
  }

  @Test
  void requestIsCancelledAtItsDeadline() {
    List<PendingRequest> offered = new ArrayList<>();
    given(batcher.offer(any())).willAnswer(call -> offered.add(call.getArgument(0)));

    assertOverloaded("not ready within 0.05 seconds", "deadline_exceeded");
    assertThat(offered)
        .singleElement()
        .satisfies(request -> assertThat(request.answer()).isCancelled());
  }

  @Test
  void leaseIsHeldWhileTheModelComputes() {
    List<PendingRequest> offered = new ArrayList<>();
    given(batcher.offer(any())).willAnswer(call -> offered.add(call.getArgument(0)));
    willDoNothing().given(batcher).withdraw(any());

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> ask(service));

    assertThat(released).isFalse();
    offered.get(0).answer().complete(List.of());
    assertThat(released).as("the lease is closed").isTrue();
  }

  @Test
  void leaseIsHeldForARequestThatIsQueuedDespiteAnError() {
    List<PendingRequest> offered = new ArrayList<>();
    given(batcher.offer(any()))
        .willAnswer(
            call -> {
              offered.add(call.getArgument(0));
              throw new OutOfMemoryError("Java heap space");
            });
    willDoNothing().given(batcher).withdraw(any());

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> ask(service));

    assertThat(released).isFalse();
    offered.get(0).answer().complete(List.of());
    assertThat(released).as("the lease is closed").isTrue();
  }

  @Test
  void requestOfAClosedClientIsNotQueued() {
    given(batcher.waiting()).willReturn(1);

    assertGone();
    then(batcher).should(never()).offer(any());
  }

  @Test
  void requestIsCancelledWhenItsClientCloses() {
    List<PendingRequest> offered = new ArrayList<>();
    given(batcher.offer(any())).willAnswer(call -> offered.add(call.getArgument(0)));

    assertGone();
    assertThat(offered)
        .singleElement()
        .satisfies(request -> assertThat(request.answer()).isCancelled());
  }

  @Test
  void slowLoadingIsReportedAsOverloaded() throws Exception {
    given(models.acquire(any(), any())).willThrow(new TimeoutException());
    released.set(true);

    assertOverloaded("not ready within", "deadline_exceeded");
  }

  @Test
  void explanationByOcclusionQueuesOneRowOfPatchesAtATime() {
    given(loaded.hasActivationMaps()).willReturn(false);
    List<Integer> sizes = new ArrayList<>();
    List<PendingRequest> unanswered = new ArrayList<>();
    given(batcher.offer(any()))
        .willAnswer(
            call -> {
              PendingRequest request = call.getArgument(0);
              assertThat(unanswered).allMatch(each -> each.answer().isDone());
              unanswered.add(request);
              sizes.add(request.size());
              return request.answer().complete(StubModel.outputs(request.images()));
            });

    PredictionResult result = explain(service(LONG));

    assertThat(sizes).hasSize(8).startsWith(1).endsWith(7, 7, 7, 7, 7, 7, 7);
    assertThat(result.heatmaps()).hasSize(1);
    assertThat(result.heatmapMethod()).isEqualTo(HeatmapMethod.OCCLUSION);
    assertThat(released).as("the lease is closed").isTrue();
  }

  @Test
  void explanationIsCancelledAtTheDeadlineOfItsRequest() {
    given(loaded.hasActivationMaps()).willReturn(false);
    List<PendingRequest> offered = new ArrayList<>();
    given(batcher.offer(any()))
        .willAnswer(
            call -> {
              PendingRequest request = call.getArgument(0);
              offered.add(request);
              return offered.size() > 3
                  || request.answer().complete(StubModel.outputs(request.images()));
            });

    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> explain(service))
        .withMessageContaining("not ready within 0.05 seconds");
    assertThat(offered).hasSize(4);
    assertThat(offered.get(3).answer()).isCancelled();
    assertThat(offered)
        .extracting(PendingRequest::deadline)
        .containsOnly(offered.get(0).deadline());
    assertThat(released).as("the lease is closed").isTrue();
  }

  private static PredictionResult explain(PredictionService service) {
    return service.predict("default", service.find("default"), IMAGES, true);
  }

  private static PredictionResult ask(PredictionService service) {
    return service.predict("default", service.find("default"), IMAGES, false);
  }

  private PredictionService service(Duration deadline) {
    return new PredictionService(
        resolver,
        models,
        batcher,
        new ServingMetrics(registry),
        new ServingSettings(1, 1, "auto", "fp32", 32, 64, Duration.ZERO, deadline, 1));
  }

  /** Asserts that a request whose client has gone ends long before its deadline. */
  private void assertGone() {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setAttribute(ClientConnection.ATTRIBUTE, (ClientConnection) () -> true);
    RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
    assertThatExceptionOfType(ClientGoneException.class).isThrownBy(() -> ask(service(LONG)));
    assertThat(
            registry
                .get("residual.inference.rejected")
                .tag("reason", "client_closed")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(released).as("the lease is closed").isTrue();
  }

  private void assertOverloaded(String detail, String reason) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> ask(service))
        .withMessageContaining(detail)
        .satisfies(
            problem -> {
              assertThat(problem.getStatusCode().value()).isEqualTo(503);
              assertThat(problem.getBody().getProperties()).containsEntry("code", "overloaded");
              assertThat(problem.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
            });
    assertThat(registry.get("residual.inference.rejected").tag("reason", reason).counter().count())
        .isEqualTo(1);
    assertThat(released).as("the lease is closed").isTrue();
  }
}
