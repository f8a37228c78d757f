// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/combine.hpp"

#include <algorithm>
#include <string>

#include "sim/estimate.hpp"

namespace waypost::scenarios {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Messages = std::vector<const Message*>;

void combine_message(const Messages& inputs, Message& out);

void combine_estimate(const Messages& inputs, schema::Estimate& out) {
  std::vector<double> values;
  for (const Message* input : inputs)
    values.push_back(input ? static_cast<const schema::Estimate*>(input)->mean() : 0.0);
  const sim::Estimate estimate = sim::estimate_mean(values);
  out.set_mean(estimate.mean);
  out.set_n(static_cast<std::uint32_t>(estimate.n));
  if (estimate.has_interval()) out.set_half_width(estimate.half_width);
}

const FieldDescriptor* key_field(const google::protobuf::Descriptor& row) {
  for (const char* name : {"what", "name", "key"})
    if (const FieldDescriptor* field = row.FindFieldByName(name)) return field;
  return nullptr;
}

std::string key_of(const Message& row, const FieldDescriptor& key) {
  return row.GetReflection()->GetString(row, &key);
}

/// The input's row with this key, or null.
const Message* find_row(const Message& input, const FieldDescriptor& rows,
                        const FieldDescriptor& key, const std::string& wanted) {
  const auto& reflection = *input.GetReflection();
  for (int i = 0; i < reflection.FieldSize(input, &rows); ++i) {
    const Message& row = reflection.GetRepeatedMessage(input, &rows, i);
    if (key_of(row, key) == wanted) return &row;
  }
  return nullptr;
}

/// Rows that hold figures, united over the inputs in order of first appearance.
void combine_rows(const Messages& inputs, const FieldDescriptor& rows, const FieldDescriptor& key,
                  Message& out) {
  std::vector<std::string> keys;
  for (const Message* input : inputs) {
    if (!input) continue;
    const auto& reflection = *input->GetReflection();
    for (int i = 0; i < reflection.FieldSize(*input, &rows); ++i) {
      const std::string k = key_of(reflection.GetRepeatedMessage(*input, &rows, i), key);
      if (std::find(keys.begin(), keys.end(), k) == keys.end()) keys.push_back(k);
    }
  }
  for (const std::string& k : keys) {
    Messages same;
    for (const Message* input : inputs)
      same.push_back(input ? find_row(*input, rows, key, k) : nullptr);
    combine_message(same, *out.GetReflection()->AddMessage(&out, &rows));
  }
}

void combine_field(const Messages& inputs, const FieldDescriptor& field, Message& out) {
  if (field.is_repeated()) {
    if (const FieldDescriptor* key = key_field(*field.message_type()))
      combine_rows(inputs, field, *key, out);
    return;
  }
  Messages values;
  for (const Message* input : inputs)
    values.push_back(input ? &input->GetReflection()->GetMessage(*input, &field) : nullptr);
  combine_message(values, *out.GetReflection()->MutableMessage(&out, &field));
}

void combine_message(const Messages& inputs, Message& out) {
  if (out.GetDescriptor() == schema::Estimate::descriptor())
    return combine_estimate(inputs, static_cast<schema::Estimate&>(out));
  const auto first =
      std::find_if(inputs.begin(), inputs.end(), [](auto* m) { return m != nullptr; });
  const auto& reflection = *out.GetReflection();
  out.CopyFrom(**first);
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(**first, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    reflection.ClearField(&out, field);
    combine_field(inputs, *field, out);
  }
}

/// Window by window; a shorter replication (interrupted) counts as zero after its end.
void combine_series(const std::vector<schema::Result>& replications, schema::Result& out) {
  std::vector<double> values(replications.size());
  for (int s = 0; s < out.series_size(); ++s) {
    schema::Series& series = *out.mutable_series(s);
    for (int i = 0; i < series.values_size(); ++i) {
      for (std::size_t r = 0; r < replications.size(); ++r) {
        const auto& one = replications[r].series(s).values();
        values[r] = i < one.size() ? one[i] : 0;
      }
      const sim::Estimate estimate = sim::estimate_mean(values);
      series.set_values(i, estimate.mean);
      if (estimate.has_interval()) series.add_half_widths(estimate.half_width);
    }
  }
}

}  // namespace

schema::Result combine(const std::vector<schema::Result>& replications) {
  schema::Result out = replications.front();
  const auto gather = [&](auto part) {
    Messages messages;
    for (const schema::Result& r : replications) messages.push_back(&part(r));
    return messages;
  };
  if (out.has_dns())
    combine_message(gather([](auto& r) -> const Message& { return r.dns(); }), *out.mutable_dns());
  if (out.has_mail())
    combine_message(gather([](auto& r) -> const Message& { return r.mail(); }),
                    *out.mutable_mail());
  const FieldDescriptor& servers = *schema::Result::descriptor()->FindFieldByName("servers");
  out.clear_servers();
  combine_rows(gather([](auto& r) -> const Message& { return r; }), servers,
               *key_field(*servers.message_type()), out);
  combine_series(replications, out);

  schema::Provenance& p = *out.mutable_provenance();
  p.set_replications(static_cast<std::uint32_t>(replications.size()));
  p.clear_fingerprints();
  p.set_events(0);
  for (const schema::Result& r : replications) {
    p.add_fingerprints(r.provenance().fingerprints(0));
    p.set_events(p.events() + r.provenance().events());
    p.set_interrupted(p.interrupted() || r.provenance().interrupted());
  }
  return out;
}

}  // namespace waypost::scenarios
