package dev.residual.nn;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import dev.residual.nn.NetworkOutline.Conv;
import dev.residual.nn.NetworkOutline.Residual;
import dev.residual.nn.NetworkOutline.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the outline of a network from the layers that its trace visits. */
final class Outlining {

  private static final Pattern BLOCK = Pattern.compile("(layer\\d+\\.\\d+)\\..*");

  private final Map<String, Layer> layers = new LinkedHashMap<>();

  private Outlining() {}

  static NetworkOutline of(ResNet network, Shape input) {
    Outlining outlining = new Outlining();
    network.trace(new Trace(input, layer -> outlining.layers.put(layer.name(), layer)));
    return outlining.outline(input);
  }

  private NetworkOutline outline(Shape input) {
    List<Residual> blocks = new ArrayList<>();
    for (String name : blockNames()) {
      List<Unit> body = new ArrayList<>();
      for (int i = 1; layers.containsKey(name + ".conv" + i); i++) {
        body.add(unit(name + ".conv" + i, name + ".bn" + i));
      }
      String shortcut = name + ".downsample.";
      blocks.add(
          new Residual(
              List.copyOf(body),
              layers.containsKey(shortcut + 0) ? unit(shortcut + 0, shortcut + 1) : null));
    }
    return new NetworkOutline(
        input, unit("conv1", "bn1"), layers.containsKey("maxpool"), List.copyOf(blocks));
  }

  private Set<String> blockNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String layer : layers.keySet()) {
      Matcher matcher = BLOCK.matcher(layer);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private Unit unit(String name, String norm) {
    Layer layer = layers.get(name);
    if (layer == null || !(layer.block() instanceof Conv2d conv)) {
      throw new IllegalStateException("The network has no convolution " + name);
    }
    Parameter weight = conv.getDirectParameters().get("weight");
    return new Unit(
        new Conv(
            name,
            layer.shapeOf(weight),
            conv.isIncludeBias(),
            (int) conv.getStride().get(0),
            (int) conv.getPadding().get(0),
            layer.input()),
        layers.containsKey(norm) ? norm : null);
  }
}
