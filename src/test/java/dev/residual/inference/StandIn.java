package dev.residual.inference;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.residual.model.Manifest;
import dev.residual.model.RegisteredModel;
import dev.residual.model.Registry;
import dev.residual.model.SavedModel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** A model that finds class 0 in a black picture, and class n in one that begins with n. */
final class StandIn {

  static final UUID ID = UUID.fromString("5c1a4c1e-0000-4000-8000-000000000001");
  static final List<String> LABELS =
      IntStream.range(0, 10).mapToObj(index -> "label " + index).toList();

  private StandIn() {}

  static void serves(Registry registry, Classifiers classifiers) {
    RegisteredModel model =
        new RegisteredModel(ID, "resnet18", 0.912, new SavedModel("key", mock(Manifest.class)));
    given(registry.find(any())).willReturn(Optional.empty());
    given(registry.find("default")).willReturn(Optional.of(model));
    given(registry.find(ID.toString())).willReturn(Optional.of(model));
    given(classifiers.ask(any(), any()))
        .willAnswer(call -> answer(call.<List<byte[]>>getArgument(1)));
  }

  static Answer answer(List<byte[]> pictures) {
    return new Answer(LABELS, pictures.stream().map(StandIn::probabilities).toList());
  }

  private static float[] probabilities(byte[] picture) {
    float[] probabilities = new float[LABELS.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = 0.01f * i;
    }
    probabilities[picture[0] % LABELS.size()] = 0.625f;
    return probabilities;
  }
}
