"""
moto's server, with change sets that do what CloudFormation's do. moto 5.2.5 runs one without the exports that its template
imports ("No export named ..."), leaves a stack that one has made without parameters and outputs, takes parameters at their
defaults for a change, and refuses a change set without changes before it exists. It lists what a change of the template
changes and not what parameters change, and resources whose condition is false. It deletes no managed policy and no
API, makes the resources of a deleted stack anew when somebody asks for its state, to fill in its outputs, and shows none of a stack's outputs where it cannot make one.
Policies of buckets are not applied: moto overlooks conditions, so that the code bucket's would refuse every request rather
than those without TLS.
"""

import sys

from moto.apigateway.models import RestAPI, apigateway_backends
from moto.cloudformation.models import Change, ChangeSet, CloudFormationBackend, Stack
from moto.cloudformation.parsing import OutputMap, ResourceMap, get_references_from_template, parse_output
from moto.cloudformation.responses import CloudFormationResponse
from moto.iam.access_control import PermissionResult
from moto.iam.models import ManagedPolicy, iam_backends
from moto.s3.models import FakeBucket
from moto.server import main
from moto.ssm.models import Parameter


def execute_change_set(self, change_set_name, stack_name=None):
    change_set = next(
        found
        for found in self.change_sets.values()
        if change_set_name in (found.change_set_id, found.change_set_name)
        and stack_name in (None, found.stack_name, found.stack_id)
    )
    if change_set.change_set_type == "CREATE":
        stack = Stack(
            stack_id=change_set.stack_id,
            name=change_set.stack_name,
            template=change_set.template,
            parameters=change_set.parameters,
            account_id=self.account_id,
            region_name=self.region_name,
            tags=change_set.tags,
            role_arn=change_set.role_arn,
            cross_stack_resources=self.exports,
        )
        self.stacks[stack.stack_id] = stack
        stack._add_stack_event("CREATE_IN_PROGRESS", resource_status_reason="User Initiated")
        stack.create_resources()
    else:
        stack = self.stacks[change_set.stack_id]
        # Otherwise every parameter that was left at its default counts as changed.
        stack.resource_map.input_parameters = {name: as_text(value) for name, value in stack.stack_parameters.items()}
        stack.update(change_set.template, change_set.role_arn, change_set.parameters, change_set.tags)
    self.exports.update({export.name: export for export in stack.exports})
    change_set.execution_status = "EXECUTE_COMPLETE"


def changes_of(self):
    before = self.stack.resource_map
    after = ResourceMap(
        self.stack_id,
        self.stack_name,
        self.parameters,
        {},
        before._region_name,
        before._account_id,
        self.template_dict,
        before.cross_stack_resources,
    )
    after.load()
    as_it_was, as_it_will_be = made_by(before), made_by(after)
    given = {name: as_text(value) for name, value in self.stack.stack_parameters.items()}
    changed = {name for name, value in after.resolved_parameters.items() if given.get(name) != as_text(value)}
    changes = []
    for name in {**as_it_was, **as_it_will_be}:
        old, new = as_it_was.get(name), as_it_will_be.get(name)
        if old == new and changed.isdisjoint(get_references_from_template(new)):
            continue
        action = "Add" if old is None else "Remove" if new is None else "Modify"
        changes.append(Change(action=action, logical_resource_id=name, resource_type=(new or old)["Type"]))
    return changes


def made_by(resources):
    conditions = getattr(resources, "lazy_condition_map", {})
    return {
        name: resource
        for name, resource in resources._resource_json_map.items()
        if "Condition" not in resource or conditions[resource["Condition"]]
    }


def delete(self):
    delete_of_moto(self)
    self.output_map = OutputMap(self.resource_map, {}, self.stack_id)


def output(self, key):
    try:
        return parse_output(key, self._output_json_map[key], self._resource_map)
    except Exception:
        return None


def has_parameters(self, parameters):
    return all(as_text(self.stack_parameters.get(name)) == value for name, value in parameters.items())


def as_text(value):
    return ",".join(value) if isinstance(value, list) else str(value)


def delete_policy(self, account_id, region):
    iam_backends[account_id]["aws"].delete_policy(self.arn)


def delete_api(self, account_id, region):
    apigateway_backends[account_id][region].delete_rest_api(self.id)


def attribute(self, name):
    return {"Value": self.value, "Type": self.parameter_type}[name]


delete_of_moto = Stack.delete
Stack.delete = delete
ManagedPolicy.delete = delete_policy
RestAPI.delete = delete_api
Parameter.get_cfn_attribute = attribute
OutputMap.__getitem__ = output
ChangeSet.diff = changes_of
CloudFormationBackend.execute_change_set = execute_change_set
Stack.has_parameters = has_parameters
CloudFormationResponse._validate_different_update = lambda *_: None
FakeBucket.get_permission = lambda *_: PermissionResult.PERMITTED
main(sys.argv[1:])
